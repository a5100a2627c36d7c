/*
 * What a mail may say about its looks: colours, sizes, spaces. Nothing that loads, nothing that lies over something else, and
 * nothing that outweighs what the page adds to the mail. The browser's own parser reads it, so that escapes and comments hide
 * nothing; what it does not know is gone by itself.
 */

/** Everything that can name something to load. */
const LOADS =
  /url\s*\(|image-set\s*\(|image\s*\(|cross-fade\s*\(|element\s*\(|paint\s*\(|src\s*\(|expression\s*\(|-moz-binding|var\s*\(|env\s*\(|attr\s*\(/i;
const REFUSED =
  /^(?:position|inset.*|top|left|right|bottom|z-index|behavior|content|cursor|filter|backdrop-filter|mix-blend-mode|clip.*|mask.*|animation.*|transition.*|will-change|pointer-events|user-select|transform.*|translate|rotate|scale|perspective.*|offset.*|view-transition.*|container.*|anchor.*|all|zoom|--.*)$/i;
const CSS_LENGTH = 200_000;
const RULES = 3000;

/** Declarations as they may stand, without `!important`. */
function declarations(style: CSSStyleDeclaration): string {
  let kept = '';
  for (const name of style) {
    const value = style.getPropertyValue(name);
    if (!REFUSED.test(name) && value !== '' && !LOADS.test(value) && !pushesOut(name, value)) kept += `${name}:${value};`;
  }
  return kept;
}

/** Margins below zero and far indents move a text over another, or out of sight. */
const pushesOut = (name: string, value: string): boolean =>
  /^(?:margin|text-indent|letter-spacing|word-spacing)/.test(name) && /-/.test(value);

/** The value of a `style` attribute. @param probe any element that is not on a page */
export function safeDeclarations(text: string, probe: HTMLElement): string {
  probe.style.cssText = text.slice(0, CSS_LENGTH);
  const kept = declarations(probe.style);
  probe.style.cssText = '';
  return kept;
}

/** The text of `<style>` elements. A constructed sheet takes no `@import`, and no policy against inline styles has to be lifted for it. */
export function safeSheet(text: string): string {
  const sheet = new CSSStyleSheet();
  try {
    sheet.replaceSync(text.slice(0, CSS_LENGTH));
  } catch {
    return '';
  }
  let left = RULES;
  const rules = (list: CSSRuleList): string => {
    let kept = '';
    for (const rule of list) {
      left -= 1;
      if (left < 0) break;
      if (rule instanceof CSSStyleRule) {
        const said = declarations(rule.style);
        if (said) kept += `${rule.selectorText}{${said}}`;
      } else if (rule instanceof CSSMediaRule) kept += `@media ${rule.conditionText}{${rules(rule.cssRules)}}`;
    }
    return kept;
  };
  return rules(sheet.cssRules);
}
