/* What comes without a person: advertising that SES finds out, advertising that it does not, answers of machines, newsletters. */

export type MachineMail = { readonly from: string; readonly name: string; readonly subject: string; readonly text: string };

export const SPAM: readonly MachineMail[] = [
  {
    from: 'deals@bargain-seo.test',
    name: 'SEO Team',
    subject: 'First page of Google in 7 days',
    text: 'We bring your shop to the first page. Guaranteed. Reply for our price list.',
  },
  {
    from: 'winner@lucky-draw.test',
    name: 'Lucky Draw',
    subject: 'You have been selected',
    text: 'Your address was drawn. Claim your prize within 24 hours.',
  },
  {
    from: 'sales@container-lot.test',
    name: 'Export Dept',
    subject: 'Kettle manufacturer best price',
    text: 'Dear friend, we are factory for kettle since 1998. Please see our catalogue and give your kind enquiry.',
  },
  {
    from: 'invoice@pay-now.test',
    name: 'Accounts',
    subject: 'Overdue invoice 88213',
    text: 'Your invoice is overdue. Open the attached page to avoid fees.',
  },
];

/** Slips through; an agent marks it. */
export const PITCHES: readonly MachineMail[] = [
  {
    from: 'max@growth-hub.test',
    name: 'Max',
    subject: 'Quick question',
    text: 'Hi there, I noticed your shop and think we could double your sales. Do you have ten minutes this week?',
  },
  {
    from: 'lena@packaging-fair.test',
    name: 'Lena',
    subject: 'Your stand at the packaging fair',
    text: 'A few stands are left at a discount. Shall I hold one for you?',
  },
];

/** For another team. */
export const ELSEWHERE: readonly (MachineMail & { readonly team: string })[] = [
  {
    from: 'buyer@cafe-juno.test',
    name: 'Juno Café',
    subject: 'Wholesale prices for mugs',
    text: 'We run three cafés and would like 120 mugs. Who do I talk to about wholesale prices?',
    team: 'Wholesale',
  },
  {
    from: 'desk@county-news.test',
    name: 'Niamh Walsh',
    subject: 'Interview request',
    text: 'I am writing about small shops in the county and would love to talk to the founder.',
    team: 'Press',
  },
  {
    from: 'anna.k@jobs.test',
    name: 'Anna Keller',
    subject: 'Application',
    text: 'I would love to work in your warehouse. My particulars are below.',
    team: 'People',
  },
];

export const ABSENCES: readonly MachineMail[] = [
  {
    from: 'p.nolan@office.test',
    name: 'Paul Nolan',
    subject: 'Automatic reply: out of office',
    text: 'I am out of the office until Monday and read my mail when I am back.',
  },
  {
    from: 'studio@clay-and-co.test',
    name: 'Clay & Co',
    subject: 'Abwesenheitsnotiz',
    text: 'Vielen Dank für Ihre Nachricht. Wir sind bis Freitag nicht im Haus.',
  },
];

export const NEWSLETTERS: readonly MachineMail[] = [
  {
    from: 'news@shop-trends.test',
    name: 'Shop Trends',
    subject: 'This week in retail',
    text: 'Five things that small shops do differently. Read on in your browser.',
  },
];
