import type { Texts } from './text.ts';

export const en: Texts = {
  hello: 'Hello {name},',
  bye: 'Kind regards\n{agent}',
  signs: ['Thanks\n{name}', 'Kind regards\n{name}', 'Best wishes\n{name}', '{name}', 'Many thanks\n{name}', 'Cheers\n{name}'],
  topics: {
    delivery: {
      first: [
        [
          'Where is my order {order}?',
          'I ordered the {product} last week and it has not come yet. The order number is {order}. When will it be here?',
        ],
        [
          'Order {order} not arrived',
          'The tracking for {order} has said "in transit" for four days. Can you find out where the parcel is?',
        ],
        ['Delivery date for {order}', 'It is a birthday present and I need it by Friday. Could you tell me whether {order} has left you?'],
        [
          'Parcel says delivered, but it is not here',
          'My tracking says {order} was delivered this morning. There is nothing at the door and the neighbours have not seen it either.',
        ],
        [
          'Still waiting for my {product}',
          'You said three to five working days and today is day seven. The order is {order}. I am starting to worry.',
        ],
        ['Tracking number?', 'I had a mail that {order} has been sent, but there was no tracking number in it. Could you send it to me?'],
        [
          'Change of delivery day for {order}',
          'I am away until Monday. Can the carrier keep {order} until then, or leave it with the shop on the corner?',
        ],
      ],
      answer: [
        'I have looked it up: {order} left us yesterday evening and is with the carrier. It should reach you within two working days; the tracking link is in your account.',
        'Good news, your {product} is out for delivery today. If nobody is in, the driver leaves a card and tries again tomorrow.',
        'I am sorry for the wait. The parcel sat in the carrier’s depot over the weekend and moves again since this morning. Expect it tomorrow.',
        'The driver left it in the porch of the house next door, number 14. If it is not there, write back and I send a new one the same day.',
        'I have asked the carrier to deliver {order} on Monday instead. You get a text message with the hour on the morning.',
      ],
      ask: [
        'I would like to check this with the carrier. Could you confirm the address and a telephone number for the driver?',
        'The label may have been damaged. Which address did you give when you ordered, and is there a name on the bell?',
      ],
      detail: [
        'It is 8 Harbour Row, the blue door, and the number is on the order. The bell works.',
        'Sure: flat 3, 22 Mill Lane. The name on the bell is my partner’s, perhaps that is why.',
      ],
    },
    confirmation: {
      first: [
        [
          'No order confirmation',
          'I ordered the {product} an hour ago and paid by card, but I have had no confirmation. Did it go through?',
        ],
        [
          'Did you get my order?',
          'The money has left my account but there is no mail from you. I do not even have an order number. Please check.',
        ],
        [
          'Confirmation mail missing',
          'Usually your confirmation comes at once. This time nothing, not in spam either. Has the order arrived with you?',
        ],
        [
          'Paid, but no confirmation',
          'I paid for the {product} this morning. No order number, no mail, nothing in my account. Should I order again?',
        ],
        [
          'Order without confirmation',
          'I have ordered twice now because no confirmation came. Please make sure that I am not charged two times.',
        ],
      ],
      answer: [
        'Your order is here and safe, its number is {order}. Our confirmations were held up by a fault; yours is on its way to you now. Please do not order again.',
        'Everything went through: {order}, paid and packed tomorrow. I am sorry for the silence, the mails were stuck on our side.',
        'I found one order and one payment under your name: {order}. You were charged once only. I have sent you the confirmation again.',
      ],
      ask: ['I cannot find an order under this address. Could you have used another one, or PayPal?'],
      detail: ['You are right, I paid with PayPal and my old address is stored there.'],
    },
    return: {
      first: [
        ['Returning {order}', 'The {product} is lovely but too large for our kitchen. How do I send it back? The order is {order}.'],
        ['Return label', 'I would like to return one item of {order}. There was no label in the box. Could you send me one?'],
        ['Exchange possible?', 'I ordered the {product} in green and would rather have it in cream. Can I exchange it? It is unused.'],
        ['Return for {order} – received?', 'I sent the {product} back ten days ago. Has it arrived with you, and when do I get my money?'],
        ['How long can I return?', 'The {product} is a present for Christmas. Can it still be returned in January?'],
      ],
      answer: [
        'Of course. The label is attached to your order in your account; print it, stick it on and hand the parcel in anywhere. You have 30 days.',
        'No problem, we exchange it. Send the green one back with the label in your account; the cream one leaves us as soon as the parcel is scanned.',
        'It reached us on Tuesday in perfect order. The refund is on its way and takes three to five days to show in your account.',
        'For presents we make it 60 days. I have noted it on {order}, so there is nothing else that you need to do.',
      ],
      ask: [
        'Gladly. Which of the items would you like to return, and is the packaging still there?',
        'Could you tell me the number on the return label? Then I can see where it is.',
      ],
      detail: [
        'Only the {product}, the rest stays. The box is still here.',
        'The number ends with 4471, handed in at the post office last Tuesday.',
      ],
    },
    payment: {
      first: [
        ['Charged twice for {order}', 'My card shows two payments for {order}. Please give one of them back.'],
        ['Refund not here yet', 'You told me that the refund for {order} was sent last week. My bank has nothing. Can you check?'],
        ['Invoice for {order}', 'Could you send me an invoice with our company’s address for {order}? The bookkeeper asks for it.'],
        ['Payment failed', 'My payment for the {product} fails each time with "try again later". I have tried two cards.'],
        ['Discount code did not work', 'The code from your newsletter was not taken off {order}. Could you refund the difference?'],
      ],
      answer: [
        'I see one payment and one reservation. The reservation is released by your bank within a few days, so you pay once only.',
        'The refund left us on Thursday; banks take up to five working days. The reference is the order number, {order}.',
        'The invoice is attached to {order} in your account now, with the company’s address on it.',
        'I have refunded the difference to your card. The code works for one order each, and it should have been yours.',
      ],
      ask: ['Could you send me the last four digits of the card and the date of the payment? Please no full number.'],
      detail: ['It ends with 2209, booked on Monday.', '7714, and both payments are from the same minute.'],
    },
    damaged: {
      first: [
        ['Broken on arrival: {order}', 'The {product} came in three pieces. The box was fine, but there was hardly any padding. What now?'],
        ['Wrong item in {order}', 'I ordered the {product} and got a cake stand. Very pretty, but not mine. How do we swap?'],
        ['Chip in the {product}', 'There is a chip in the rim, I only saw it when I washed it. Order {order}.'],
        ['Lid missing', 'The {product} of order {order} came without its lid. Could you send one?'],
        ['Leaking', 'The {product} leaks at the spout after two weeks. Is that covered?'],
      ],
      answer: [
        'Oh dear, I am sorry. A new one leaves us today; you do not need to send the pieces back.',
        'That was our mistake. The right one goes out this afternoon, and a driver collects the other when it suits you.',
        'I have sent a lid by letter post, it should be there the day after tomorrow.',
        'Of course it is covered, for two years. You can have a new one or the money, just say which.',
      ],
      ask: [
        'I am sorry about that. Could you send a photo of it and of the box? The carrier asks us for one.',
        'Could you look for the small number under the base? Then I know which batch it is from.',
      ],
      detail: [
        'I have put two photos on your upload page, the box is on the second one.',
        'Under the base it says B-207.',
        'Here you are: the crack runs from the handle to the spout, photo on the upload page.',
      ],
    },
    product: {
      first: [
        ['Question about the {product}', 'Is the {product} safe for the dishwasher? I could not find it on the page.'],
        ['When is the {product} back?', 'The {product} has been sold out for weeks. Will there be more before the holidays?'],
        ['Size of the {product}', 'How large is the {product} exactly? I want to put it on a narrow shelf.'],
        ['Induction?', 'Does the {product} work on an induction hob?'],
        ['Gift wrapping', 'Do you wrap presents? And could I add a card with a few words?'],
        ['Where is it made?', 'Where does the {product} come from? Our shop would only give things that are made in Europe.'],
      ],
      answer: [
        'Yes, it is safe for the dishwasher up to 60 degrees. By hand the glaze stays brighter for longer.',
        'The next delivery is due in the first week of the month. I have put you on the list, and you get a mail on the day.',
        'It is 24 cm wide with the handle and 15 cm high, so a shelf of 16 cm is just enough.',
        'Yes, on gas, electric and induction alike.',
        'We do, for 3.50. Choose “present” at the checkout and write your words in the field below it.',
        'It is made in Stoke-on-Trent by a family that has done so for four generations.',
      ],
      ask: ['Gladly. For which hob would it be, and for how many cups?'],
      detail: ['It is an induction hob, and we are four.'],
    },
    change: {
      first: [
        ['Change my address for {order}', 'I gave my old address for {order}. Could you change it to 5 Orchard Close before it leaves?'],
        ['Cancel {order}', 'Please cancel {order}, I ordered the wrong size by mistake.'],
        ['Add something to {order}', 'Can I still add a second {product} to {order}? I would like to save the postage.'],
        ['Wrong colour ordered', 'I clicked on blue and meant cream. Is it too late for {order}?'],
      ],
      answer: [
        'Done: {order} goes to the new address. You should have the changed confirmation already.',
        '{order} is cancelled and the payment is released. It takes a day or two to show.',
        'I have added it, the postage stays the same. The difference was taken from the same card.',
        'Just in time. I have changed it and it leaves us tomorrow.',
      ],
      ask: ['I can still change it. Could you give me the full new address with the postcode?'],
      detail: ['5 Orchard Close, T12 X8N3, Cork. Thank you for being so quick about it, it would have gone to my old flat.'],
    },
    account: {
      first: [
        ['Cannot sign in', 'I have asked for a new password three times and no mail comes. Could you look?'],
        ['Voucher', 'My voucher from last Christmas is refused. It should be good until the end of the year.'],
        ['Delete my account', 'Please delete my account, I have two by mistake and keep the other one.'],
        ['Newsletter', 'I never asked for the newsletter. Please take me off the list.'],
      ],
      answer: [
        'The address was stored with a typing error. I have corrected it, please try once more.',
        'The voucher is fine, the page was not. I have renewed it: the same code works now.',
        'It is deleted, with everything in it. Your other account stays as it is.',
        'You are off the list as of now. Sorry for the trouble.',
      ],
      ask: ['Which address did you use for the account? There are two that look alike.'],
      detail: ['The one with the dot in the name, please.'],
    },
  },
  more: [
    'Thanks for the quick answer. One more thing: can it be delivered to my office instead?',
    'I see. And do I have to pay for that?',
    'That helps. How long will it take until I hear from you again?',
    'Good to know. Could you send me that in writing, for the bank?',
    'One more question: is the offer with the free tin still on?',
  ],
  moreAnswer: [
    'Yes, that is possible. I have noted it on your order, and it costs nothing.',
    'No, that is on us.',
    'I keep an eye on it. You hear from us by the day after tomorrow at the latest.',
    'Of course, you find it as a document in your account now.',
  ],
  chase: [
    'I have opened an enquiry with the carrier. They usually answer within two days, and I write to you as soon as I know.',
    'I have asked our workshop and come back to you when they have looked at it.',
    'I have sent this to our bank to look into. It takes a day or two; I stay on it.',
  ],
  chased: [
    'The carrier has found it: the parcel had the wrong postcode on it. It comes to you tomorrow, and I have refunded the postage.',
    'I have an answer now. They agree with you, so a new one leaves us today at no cost to you.',
    'It is cleared up: the money was on its way back already and should be with you by now.',
  ],
  again: [
    'Sorry to come back to this. It was due yesterday and still nothing has come.',
    'I am afraid it is not settled: the new one has the same fault.',
    'The refund came, but it is 4.90 too little. Could you look again?',
    'The tracking has not moved since you wrote. What can we do now?',
  ],
  againAnswer: [
    'I am sorry, that should not have happened. I have taken care of it myself this time: it leaves us today by express.',
    'You are right, and I apologise. The rest is refunded now, with a voucher for your patience.',
    'I do not like that either. A new parcel goes out today, and should the first one turn up, please keep it.',
  ],
  thanks: [
    'Thank you very much!',
    'Great, thanks a lot.',
    'Perfect, thank you for your quick help!',
    'Thanks so much, all sorted now.',
    'Wonderful, many thanks.',
  ],
  nudge: [
    ['{order} again', 'I wrote to you earlier and forgot the order number: it is {order}.'],
    ['My mail from before', 'Just to add to my last mail: the telephone number is the one on {order}.'],
  ],
  callBack: [
    'I have read what you wrote after our last conversation, and I am sorry. This is not how we want it to be. I have refunded the postage, and I would like to put the rest right: may I call you?',
    'Thank you for telling us so plainly. I have looked at what went wrong, and it was on our side. A voucher is on its way, and I have passed your words on to the team.',
  ],
  glad: [
    'Quick and friendly.',
    'Parisa sorted it out within an hour.',
    'Lovely people, lovely pots.',
    'Well packed, arrived a day early.',
    'I was surprised how quickly somebody answered.',
    'The mugs are beautiful. Will order again.',
    'No fuss at all.',
    'Best customer service I have had this year.',
  ],
  lukewarm: [
    'Fine, but it took two days.',
    'All right in the end.',
    'Nice things, dear postage.',
    'The box was far too large.',
    'Took two mails to get there.',
  ],
  sore: [
    'I had to write three times.',
    'Nobody told me about the delay.',
    'Still no confirmation after two days.',
    'Arrived broken, and the answer took a week.',
    'The refund took far too long.',
    'I felt like a number.',
  ],
};
