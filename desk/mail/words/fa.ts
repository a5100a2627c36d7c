import type { Words } from '../words.ts';

export const fa: Words = {
  locale: 'fa',
  direction: 'rtl',
  noSubject: '(بدون موضوع)',
  nameless: '',
  somebody: 'مشتری',
  time: (clock) => `ساعت ${clock}`,
  zone: (name) => `به ${name}`,
  colon: ':',
  by: {
    soon: 'در اولین فرصت',
    today: (time) => `امروز تا ${time}`,
    tomorrow: (time) => `فردا تا ${time}`,
    on: (day, time) => `تا ${day} ${time}`,
    day: (day) => `تا ${day}`,
  },
  at: {
    today: (time) => `امروز ${time}`,
    tomorrow: (time) => `فردا ${time}`,
    yesterday: (time) => `دیروز ${time}`,
    on: (day, time) => `${day} ${time}`,
  },
  label: {
    reference: 'شمارهٔ پیگیری',
    subject: 'موضوع',
    customer: 'فرستنده',
    clock: 'در انتظار',
    due: 'مهلت پاسخ',
    wasDue: 'مهلت گذشته',
    attachments: 'پیوست‌ها',
    yourMessage: 'پیام شما',
    message: 'پیام',
  },
  clock: { firstReply: 'نخستین پاسخ', nextReply: 'پاسخ بعدی', resolution: 'حل مسئله' },
  acknowledgement: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'سلام {name}،',
    body: `از پیام شما به {desk} سپاسگزاریم. پیامتان با موضوع «{subject}» به دست ما رسید و یکی از همکاران ما آن را می‌خواند و پاسخ می‌دهد.

پاسخ ما {by} به دستتان می‌رسد.

{facts}

{message}

اگر نکتهٔ دیگری دارید، کافی است به همین ایمیل پاسخ دهید تا در همین گفت‌وگو بماند.`,
    footer: 'این ایمیل به‌طور خودکار فرستاده شده است، چون به {mailbox} نوشته‌اید.',
  },
  reply: {
    subject: 'Re: {subject} [{reference}]',
    greeting: '',
    body: '{message}',
    footer: '{desk} · {reference}',
  },
  reminder: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'سلام {name}،',
    body: `دربارهٔ «{subject}» برایتان نوشتیم و از آن زمان خبری از شما نداریم. آیا هنوز به کمک ما نیاز دارید؟

اگر بله، کافی است به همین ایمیل پاسخ دهید. اگر {by} خبری از شما نرسد، موضوع را حل‌شده در نظر می‌گیریم. هر زمان که بخواهید می‌توانید دوباره برایمان بنویسید.`,
    openEnded: `دربارهٔ «{subject}» برایتان نوشتیم و از آن زمان خبری از شما نداریم. آیا هنوز به کمک ما نیاز دارید؟

اگر بله، کافی است به همین ایمیل پاسخ دهید. اگر همه‌چیز حل شده است، لازم نیست کاری انجام دهید.`,
    footer: '{desk} · {reference}',
  },
  notification: {
    subject: '{subject} [{reference}]',
    greeting: '',
    body: `{facts}

{message}

برای پاسخ دادن، کافی است به همین ایمیل پاسخ دهید. پاسخ شما از نشانی {mailbox} برای مشتری فرستاده می‌شود و نشانی خودتان پنهان می‌ماند.

اگر خط نخست \u200e#resolve\u200e یا \u200e#pend\u200e یا \u200e#note\u200e باشد، به‌ترتیب تیکت حل‌شده می‌شود، در انتظار مشتری می‌ماند، یا متن شما تنها یادداشتی برای همکاران می‌شود.`,
    footer: '{desk} · {reference}',
    heading: {
      'new-ticket': 'تیکت تازه از {name}',
      'customer-reply': '{name} دوباره نوشته است',
      assigned: 'این تیکت به شما سپرده شد',
      reopened: '{name} دوباره نوشته است و تیکت باز شد',
      released: 'خارج‌شده از قرنطینه: پیامی از {name}',
      undelivered: 'پاسخی به {name} تحویل داده نشد',
    },
  },
  warning: {
    subject: 'مهلت نزدیک است: {subject} [{reference}]',
    greeting: '',
    heading: 'مهلت نزدیک است: {clock}',
    body: `{facts}

برای پاسخ دادن به مشتری، کافی است به همین ایمیل پاسخ دهید. پاسخ شما از نشانی {mailbox} فرستاده می‌شود.`,
    footer: '{desk} · {reference}',
  },
  breach: {
    subject: 'مهلت گذشته است: {subject} [{reference}]',
    greeting: '',
    heading: 'مهلت گذشته است: {clock}',
    body: `{facts}

برای پاسخ دادن به مشتری، کافی است به همین ایمیل پاسخ دهید. پاسخ شما از نشانی {mailbox} فرستاده می‌شود.`,
    footer: '{desk} · {reference}',
  },
  escalation: {
    subject: 'همچنان بی‌پاسخ: {subject} [{reference}]',
    greeting: '',
    heading: 'مهلت گذشته و همچنان در انتظار: {clock}',
    body: `{facts}

این تیکت چون همچنان در انتظار است به شما ارجاع شده است. برای پاسخ دادن به مشتری، کافی است به همین ایمیل پاسخ دهید. پاسخ شما از نشانی {mailbox} فرستاده می‌شود.`,
    footer: '{desk} · {reference}',
  },
  refusal: {
    subject: 'فرستاده نشد: {subject} [{reference}]',
    greeting: '',
    heading: 'پاسخ شما برای مشتری فرستاده نشد',
    body: `{why}

مشتری چیزی از آن ندیده است.`,
    footer: '{desk} · {reference}',
    reasons: {
      empty: 'بالای پیام نقل‌شده متنی نبود.',
      excluded: 'این تیکت کنار گذاشته شده است (هرزنامه، ادغام‌شده یا واگذارشده) و دیگر پاسخی از آن فرستاده نمی‌شود.',
      erased: 'اطلاعات مشتری پاک شده است و دیگر نشانی‌ای برای نوشتن نیست.',
      unproven: 'نتوانستیم تأیید کنیم که ایمیل از نشانی شما آمده است (بررسی SPF، DKIM یا DMARC ناموفق بود).',
      'not-an-agent': 'نشانی فرستنده به هیچ کارشناس فعالی تعلق ندارد.',
      machine: 'به پاسخ خودکار شباهت داشت.',
      'too-large': 'برای فرستادن در یک ایمیل بیش از اندازه بزرگ است.',
      'no-quick-reply': 'پاسخ آماده‌ای با نامی که پس از ‎#quick آمده است وجود ندارد.',
    },
  },
  survey: {
    subject: 'نظر شما دربارهٔ ما چیست؟',
    greeting: 'سلام {name}،',
    about: {
      order: 'سفارش شما به شمارهٔ {subject} تاکنون باید به دستتان رسیده باشد.',
      ticket: 'به‌تازگی دربارهٔ «{subject}» برایمان نوشتید.',
    },
    question: {
      csat: 'چقدر از ما راضی هستید؟',
      nps: 'چقدر احتمال دارد {desk} را به دوست یا همکارتان پیشنهاد کنید؟',
    },
    body: `{about}

{question}

{survey}

با انتخاب شما صفحهٔ کوتاهی باز می‌شود که در آن می‌توانید آن را تأیید کنید و نظرتان را بنویسید.`,
    faces: ['خیلی ناراضی', 'ناراضی', 'نه راضی، نه ناراضی', 'راضی', 'خیلی راضی'],
    ends: { nps: ['اصلاً محتمل نیست', 'بسیار محتمل است'] },
    footer: 'این ایمیل را دریافت کرده‌اید چون با {desk} در تماس بوده‌اید. {unsubscribe}',
    unsubscribe: 'دیگر نظرسنجی نفرستید',
  },
  report: {
    subject: '{desk}: {day}',
    heading: '{day}',
    figures: {
      new: 'تیکت‌های تازه',
      resolved: 'حل‌شده',
      active: 'باز در نیمه‌شب',
      firstReply: 'نخستین پاسخ، میانه',
      onTime: 'پاسخ به‌موقع',
      unanswered: 'بی‌پاسخ‌مانده',
      csat: 'مشتریان راضی',
      nps: 'شاخص خالص مروجان (NPS)',
    },
    columns: { figure: 'شاخص', day: 'آن روز', before: 'هفتهٔ پیش' },
    noData: 'بدون داده',
    quiet: 'روزی آرام: کسی ننوشت.',
    up: 'افزایش',
    down: 'کاهش',
    same: 'بدون تغییر',
    byDay: '{figure} به تفکیک روز',
    surges: 'بیش از معمول',
    noSurges: 'چیز غیرعادی‌ای نبود.',
    surge: '{type}: {count} به‌جای حدود {usual}',
    late: 'اکنون دیرشده',
    noLate: 'هیچ تیکتی دیر نشده است.',
    more: 'و {count} مورد دیگر',
    fresh: 'ارقام تا {time} ({zone}).',
  },
};
