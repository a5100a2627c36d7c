/*
 * CloudFormation's own arithmetic: a synthesized template with its references, conditions and functions worked out,
 * the way the service would before it creates anything.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
};
export type Template = {
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: Json }>;
  readonly Mappings?: Record<string, Record<string, JsonObject>>;
  readonly Conditions?: Record<string, Json>;
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, { readonly Value: Json; readonly Condition?: string }>;
};

/** A resource whose properties hold plain values only. */
export type Resolved = { readonly id: string; readonly type: string; readonly properties: JsonObject };

/** What a resource answers to `Ref` (attribute null) and `Fn::GetAtt`. Its properties are resolved by then. */
export type Identity = (resource: Resolved, attribute: string | null) => Json;

export type Surroundings = {
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  readonly parameters?: Readonly<Record<string, Json>>;
};

/** Stands for AWS::NoValue while resolving; whoever holds it drops it. */
const NO_VALUE = Symbol('AWS::NoValue');
type Value = Json | typeof NO_VALUE;

/**
 * Every resource whose condition holds, with plain properties.
 * @throws Error naming the resource and the function when a reference leads nowhere, goes in a circle, or is not understood
 */
export function resolveTemplate(template: Template, around: Surroundings, identity: Identity): Resolved[] {
  const resolver = new Resolver(template, around, identity);
  return Object.keys(template.Resources)
    .filter((id) => resolver.exists(id))
    .map((id) => resolver.resource(id));
}

/** The outputs of a template, resolved; those whose condition does not hold are left out. */
export function resolveOutputs(template: Template, around: Surroundings, identity: Identity): Record<string, Json> {
  const resolver = new Resolver(template, around, identity);
  const outputs: Record<string, Json> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition === undefined || resolver.condition(output.Condition)) outputs[name] = resolver.plain(output.Value);
  }
  return outputs;
}

class Resolver {
  readonly #template: Template;
  readonly #around: Surroundings;
  readonly #identity: Identity;
  readonly #resources = new Map<string, Resolved>();
  readonly #conditions = new Map<string, boolean>();
  readonly #open: string[] = [];

  constructor(template: Template, around: Surroundings, identity: Identity) {
    this.#template = template;
    this.#around = around;
    this.#identity = identity;
  }

  exists(id: string): boolean {
    const resource = this.#template.Resources[id];
    return resource !== undefined && (resource.Condition === undefined || this.condition(resource.Condition));
  }

  resource(id: string): Resolved {
    const done = this.#resources.get(id);
    if (done) return done;
    const resource = this.#template.Resources[id];
    if (!resource) throw new Error(`the template refers to ${id}, which is not in it`);
    if (this.#open.includes(id)) throw new Error(`the template goes in a circle: ${[...this.#open, id].join(' → ')}`);
    this.#open.push(id);
    try {
      const properties = this.plain(resource.Properties ?? {});
      if (!isObject(properties)) throw new Error(`the properties of ${id} are no object`);
      const resolved = { id, type: resource.Type, properties };
      this.#resources.set(id, resolved);
      return resolved;
    } finally {
      this.#open.pop();
    }
  }

  condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const expression = this.#template.Conditions?.[name];
    if (expression === undefined) throw new Error(`the template has no condition ${name}`);
    const holds = this.#truth(expression);
    this.#conditions.set(name, holds);
    return holds;
  }

  plain(value: Json): Json {
    const resolved = this.#value(value);
    return resolved === NO_VALUE ? null : resolved;
  }

  #value(value: Json): Value {
    if (Array.isArray(value)) return value.map((item) => this.#value(item)).filter((item) => item !== NO_VALUE) as Json[];
    if (!isObject(value)) return value;
    const keys = Object.keys(value);
    const only = keys.length === 1 ? keys[0] : undefined;
    if (only === 'Ref') return this.#ref(text(value.Ref, 'Ref'));
    if (only === 'Condition' && typeof value.Condition === 'string') return this.condition(value.Condition);
    if (only?.startsWith('Fn::')) return this.#call(only, value[only] as Json);
    const result: JsonObject = {};
    for (const key of keys) {
      const item = this.#value(value[key] as Json);
      if (item !== NO_VALUE) result[key] = item;
    }
    return result;
  }

  #ref(name: string): Value {
    switch (name) {
      case 'AWS::NoValue':
        return NO_VALUE;
      case 'AWS::Region':
        return this.#around.region;
      case 'AWS::AccountId':
        return this.#around.account;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.#around.stackName;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${this.#around.region}:${this.#around.account}:stack/${this.#around.stackName}/10ca1de5-0000-4000-8000-000000000000`;
      case 'AWS::NotificationARNs':
        return [];
    }
    const parameter = this.#template.Parameters?.[name];
    if (parameter) return this.#around.parameters?.[name] ?? parameter.Default ?? '';
    return this.#identity(this.resource(name), null);
  }

  #call(name: string, argument: Json): Value {
    switch (name) {
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::Join': {
        const [separator, items] = this.#list(argument, name);
        return this.#list(items as Json, name)
          .map(String)
          .join(text(separator, name));
      }
      case 'Fn::Select': {
        const [at, items] = this.#list(argument, name);
        const picked = this.#list(items as Json, name)[Number(at)];
        if (picked === undefined) throw new Error(`Fn::Select finds nothing at ${String(at)}`);
        return picked;
      }
      case 'Fn::Split': {
        const [separator, whole] = this.#list(argument, name);
        return text(whole, name).split(text(separator, name));
      }
      case 'Fn::If': {
        const [condition, yes, no] = argument as Json[];
        return this.#value((this.condition(text(condition, name)) ? yes : no) as Json);
      }
      case 'Fn::FindInMap': {
        const [map, top, second] = this.#list(argument, name).map((key) => text(key, name));
        const found = this.#template.Mappings?.[map as string]?.[top as string]?.[second as string];
        if (found === undefined) throw new Error(`Fn::FindInMap finds nothing under ${map}.${top}.${second}`);
        return found;
      }
      case 'Fn::Base64':
        return Buffer.from(text(this.plain(argument), name)).toString('base64');
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${this.#around.region}${zone}`);
      case 'Fn::Equals':
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
        return this.#truth({ [name]: argument });
      default:
        throw new Error(`${name} is not understood by the local desk`);
    }
  }

  #getAtt(argument: Json): Json {
    const [id, ...path] = typeof argument === 'string' ? argument.split('.') : this.#list(argument, 'Fn::GetAtt').map(String);
    return this.#identity(this.resource(id as string), path.join('.'));
  }

  #sub(argument: Json): string {
    const [pattern, given] = Array.isArray(argument) ? argument : [argument, {}];
    const variables = isObject(given as Json) ? (given as JsonObject) : {};
    return text(pattern, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const own = variables[name];
      if (own !== undefined) return String(this.plain(own));
      const dot = name.indexOf('.');
      const value = dot < 0 ? this.#ref(name) : this.#getAtt([name.slice(0, dot), name.slice(dot + 1)]);
      return value === NO_VALUE ? '' : String(value);
    });
  }

  #truth(expression: Json): boolean {
    if (typeof expression === 'boolean') return expression;
    if (!isObject(expression)) throw new Error(`not a condition: ${JSON.stringify(expression)}`);
    if (typeof expression.Condition === 'string') return this.condition(expression.Condition);
    const [name, argument] = Object.entries(expression)[0] ?? [];
    const parts = argument as Json[];
    switch (name) {
      case 'Fn::Equals':
        return JSON.stringify(this.plain(parts[0] as Json)) === JSON.stringify(this.plain(parts[1] as Json));
      case 'Fn::And':
        return parts.every((part) => this.#truth(part));
      case 'Fn::Or':
        return parts.some((part) => this.#truth(part));
      case 'Fn::Not':
        return !this.#truth(parts[0] as Json);
      default:
        throw new Error(`${name} is no condition`);
    }
  }

  #list(value: Json, where: string): Json[] {
    const list = this.plain(value);
    if (!Array.isArray(list)) throw new Error(`${where} wants a list`);
    return list;
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(value: Json | undefined, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} wants a text, not ${JSON.stringify(value)}`);
}
