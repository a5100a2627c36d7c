import type { Words } from '../words.ts';

export const th: Words = {
  locale: 'th',
  direction: 'ltr',
  noSubject: '(ไม่มีหัวเรื่อง)',
  nameless: 'ลูกค้า',
  somebody: 'ลูกค้า',
  time: (clock) => `${clock} น.`,
  zone: (name) => name,
  colon: ':',
  by: {
    soon: 'โดยเร็วที่สุด',
    today: (time) => `ภายในวันนี้ เวลา ${time}`,
    tomorrow: (time) => `ภายในวันพรุ่งนี้ เวลา ${time}`,
    on: (day, time) => `ภายใน${day} เวลา ${time}`,
    day: (day) => `ภายใน${day}`,
  },
  at: {
    today: (time) => `วันนี้ เวลา ${time}`,
    tomorrow: (time) => `พรุ่งนี้ เวลา ${time}`,
    yesterday: (time) => `เมื่อวาน เวลา ${time}`,
    on: (day, time) => `${day} เวลา ${time}`,
  },
  label: {
    reference: 'หมายเลขอ้างอิง',
    subject: 'หัวเรื่อง',
    customer: 'จาก',
    clock: 'กำลังรอ',
    due: 'ต้องตอบภายใน',
    wasDue: 'กำหนดเดิม',
    attachments: 'ไฟล์แนบ',
    yourMessage: 'ข้อความของคุณ',
    message: 'ข้อความ',
  },
  clock: { firstReply: 'การตอบครั้งแรก', nextReply: 'การตอบครั้งถัดไป', resolution: 'การแก้ไขปัญหา' },
  acknowledgement: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'เรียน คุณ{name}',
    body: `ขอขอบคุณที่ติดต่อ {desk} เราได้รับข้อความของคุณเรื่อง “{subject}” เรียบร้อยแล้ว และจะมีเจ้าหน้าที่อ่านและตอบกลับคุณโดยตรง

คุณจะได้รับคำตอบจากเรา{by}

{facts}

{message}

หากต้องการแจ้งข้อมูลเพิ่มเติม เพียงตอบกลับอีเมลฉบับนี้ ข้อความของคุณจะอยู่ในการสนทนาเดียวกัน`,
    footer: 'อีเมลฉบับนี้ส่งโดยอัตโนมัติ เนื่องจากคุณได้เขียนถึง {mailbox}',
  },
  reply: {
    subject: 'Re: {subject} [{reference}]',
    greeting: '',
    body: '{message}',
    footer: '{desk} · {reference}',
  },
  reminder: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'เรียน คุณ{name}',
    body: `เราได้เขียนถึงคุณเรื่อง “{subject}” และยังไม่ได้รับการติดต่อกลับจากคุณ คุณยังต้องการความช่วยเหลือจากเราอยู่หรือไม่

หากต้องการ เพียงตอบกลับอีเมลฉบับนี้ หากเราไม่ได้รับการติดต่อ{by} เราจะถือว่าเรื่องนี้เรียบร้อยแล้ว คุณสามารถเขียนถึงเราใหม่ได้ทุกเมื่อ`,
    openEnded: `เราได้เขียนถึงคุณเรื่อง “{subject}” และยังไม่ได้รับการติดต่อกลับจากคุณ คุณยังต้องการความช่วยเหลือจากเราอยู่หรือไม่

หากต้องการ เพียงตอบกลับอีเมลฉบับนี้ หากเรื่องเรียบร้อยแล้ว คุณไม่ต้องดำเนินการใด ๆ`,
    footer: '{desk} · {reference}',
  },
  notification: {
    subject: '{subject} [{reference}]',
    greeting: '',
    body: `{facts}

{message}

หากต้องการตอบ เพียงตอบกลับอีเมลฉบับนี้ คำตอบของคุณจะส่งถึงลูกค้าจาก {mailbox} โดยไม่เปิดเผยที่อยู่อีเมลของคุณ

หากบรรทัดแรกเป็น #resolve, #pend หรือ #note ทิกเก็ตจะถูกปิดว่าแก้ไขแล้ว รอลูกค้า หรือเก็บข้อความของคุณเป็นบันทึกภายในทีม ตามลำดับ`,
    footer: '{desk} · {reference}',
    heading: {
      'new-ticket': 'ทิกเก็ตใหม่จาก {name}',
      'customer-reply': '{name} เขียนมาอีกครั้ง',
      assigned: 'ทิกเก็ตนี้อยู่ในความรับผิดชอบของคุณแล้ว',
      reopened: '{name} เขียนมาอีกครั้ง: ทิกเก็ตถูกเปิดใหม่',
      released: 'ปล่อยจากการกักกัน: ข้อความจาก {name}',
      undelivered: 'ส่งคำตอบถึง {name} ไม่สำเร็จ',
    },
  },
  warning: {
    subject: 'ใกล้ครบกำหนด: {subject} [{reference}]',
    greeting: '',
    heading: 'ใกล้ครบกำหนด: {clock}',
    body: `{facts}

หากต้องการตอบลูกค้า เพียงตอบกลับอีเมลฉบับนี้ คำตอบของคุณจะส่งจาก {mailbox}`,
    footer: '{desk} · {reference}',
  },
  breach: {
    subject: 'เกินกำหนด: {subject} [{reference}]',
    greeting: '',
    heading: 'เกินกำหนด: {clock}',
    body: `{facts}

หากต้องการตอบลูกค้า เพียงตอบกลับอีเมลฉบับนี้ คำตอบของคุณจะส่งจาก {mailbox}`,
    footer: '{desk} · {reference}',
  },
  escalation: {
    subject: 'ยังเกินกำหนด: {subject} [{reference}]',
    greeting: '',
    heading: 'ยังเกินกำหนด: {clock}',
    body: `{facts}

ทิกเก็ตนี้ถูกส่งต่อมาถึงคุณเพราะยังรออยู่ หากต้องการตอบลูกค้า เพียงตอบกลับอีเมลฉบับนี้ คำตอบของคุณจะส่งจาก {mailbox}`,
    footer: '{desk} · {reference}',
  },
  refusal: {
    subject: 'ไม่ได้ส่ง: {subject} [{reference}]',
    greeting: '',
    heading: 'คำตอบของคุณไม่ได้ถูกส่งถึงลูกค้า',
    body: `{why}

ลูกค้ายังไม่เห็นคำตอบนี้`,
    footer: '{desk} · {reference}',
    reasons: {
      empty: 'ไม่มีข้อความอยู่เหนือข้อความที่อ้างถึง',
      excluded: 'ทิกเก็ตนี้ถูกแยกออกแล้ว (สแปม รวมกับทิกเก็ตอื่น หรือส่งต่อ) จึงไม่มีการส่งคำตอบออกไป',
      erased: 'ข้อมูลของลูกค้าถูกลบแล้ว จึงไม่มีที่อยู่อีเมลให้ส่งถึง',
      unproven: 'เราไม่สามารถยืนยันได้ว่าอีเมลมาจากที่อยู่ของคุณ (ไม่ผ่าน SPF, DKIM หรือ DMARC)',
      'not-an-agent': 'ที่อยู่ผู้ส่งไม่ใช่ของเจ้าหน้าที่ที่ใช้งานอยู่',
      machine: 'ดูเหมือนเป็นการตอบกลับอัตโนมัติ',
      'too-large': 'มีขนาดใหญ่เกินกว่าจะส่งในอีเมลฉบับเดียว',
      'no-quick-reply': 'ไม่มีคำตอบสำเร็จรูปตามชื่อที่อยู่หลัง #quick',
    },
  },
  survey: {
    subject: 'คุณพอใจบริการของเราแค่ไหน',
    greeting: 'เรียน คุณ{name}',
    about: {
      order: 'คำสั่งซื้อ {subject} ของคุณน่าจะถึงมือคุณแล้ว',
      ticket: 'เมื่อเร็ว ๆ นี้คุณได้เขียนถึงเราเรื่อง “{subject}”',
    },
    question: {
      csat: 'คุณพอใจบริการของเราแค่ไหน',
      nps: 'คุณมีแนวโน้มจะแนะนำ {desk} ให้เพื่อนหรือเพื่อนร่วมงานมากน้อยเพียงใด',
    },
    body: `{about}

{question}

{survey}

เมื่อคุณเลือก จะมีหน้าเว็บสั้น ๆ เปิดขึ้นให้ยืนยันและเขียนความคิดเห็นเพิ่มเติมได้`,
    faces: ['ไม่พอใจมาก', 'ไม่พอใจ', 'เฉย ๆ', 'พอใจ', 'พอใจมาก'],
    ends: { nps: ['ไม่แนะนำแน่นอน', 'แนะนำแน่นอน'] },
    footer: 'คุณได้รับอีเมลฉบับนี้เพราะได้ติดต่อกับ {desk} {unsubscribe}',
    unsubscribe: 'ไม่รับแบบสอบถามอีก',
  },
  report: {
    subject: '{desk}: {day}',
    heading: '{day}',
    figures: {
      new: 'ทิกเก็ตใหม่',
      resolved: 'แก้ไขแล้ว',
      active: 'ค้างอยู่ ณ เที่ยงคืน',
      firstReply: 'การตอบครั้งแรก (มัธยฐาน)',
      onTime: 'ตอบทันเวลา',
      unanswered: 'ไม่ได้รับคำตอบ',
      csat: 'ลูกค้าที่พอใจ',
      nps: 'Net Promoter Score',
    },
    columns: { figure: 'ตัวชี้วัด', day: 'วันนั้น', before: 'สัปดาห์ก่อน' },
    noData: 'ไม่มีข้อมูล',
    quiet: 'วันที่เงียบสงบ ไม่มีใครเขียนมา',
    up: 'เพิ่มขึ้น',
    down: 'ลดลง',
    same: 'เท่าเดิม',
    byDay: '{figure} รายวัน',
    surges: 'มากกว่าปกติ',
    noSurges: 'ไม่มีสิ่งผิดปกติ',
    surge: '{type}: {count} แทนที่จะเป็นราว {usual}',
    late: 'เกินกำหนดอยู่ขณะนี้',
    noLate: 'ไม่มีรายการที่เกินกำหนด',
    more: 'และอีก {count} รายการ',
    fresh: 'ข้อมูลถึง {time} ({zone})',
  },
};
