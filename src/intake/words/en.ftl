# Every word that a source reads. One message an idea; no message is put
# together from pieces, so that a translation can say it in its own order.

language-tag = en
direction = ltr

form-title = Tell { $newsroom }
form-promise = What you send is encrypted before it is stored. This server cannot read it again. Only the editors of { $newsroom } can, on a computer without a network.
form-safety = Use Tor Browser, set to its safest level. Do not use a computer or phone of your employer, or its network.
form-been-here = Have you written to us before? Read our answer, or tell us more.
form-identity = We do not ask who you are. Do not write your name unless you want the editors to know it. Files can carry names and places inside them that you cannot see.

codename-title = Your codename
codename-why = Write these eight words down on paper, in this order, before you send. With them, and only with them, you can read our answer and tell us more. Nobody can find them out for you: not even we have them.
codename-how = Not in a photo, a file, a note or a message. Keep the paper where nobody looks, and tell nobody what it is for.
codename-saved = I have written it down
codename-again = These are the eight words to come back with. Once you close this page they stand only on your paper.
codename-link = The page where you read our answer

kind-title = What is it?
kind-follow-up = More about what I sent
kind-correction = Something you published is wrong

form-basis = How do you know?
basis-unstated = I would rather not say
basis-saw = I saw or heard it myself
basis-document = I have it from a document
basis-told = Someone told me
basis-rumour = I heard it going round

form-consent = What may the editors do with it?
consent-background = Leads only: use it to look further, print nothing of it
consent-paraphrase = Retell it in other words
consent-quote = Quote it word for word

form-language = Language of your message
form-language-hint = For example: en, de, fa. You may leave this empty.

form-message = Your message
form-message-hint = Any language. Up to about { $pages } pages ({ $size }). Texts of up to about { $same } pages all look the same to anyone who watches this server's storage; longer ones can be told from shorter ones by their size.

form-files = Files
form-files-hint = Up to { $files } files of up to { $file_size } each, { $total_size } in all. Sending large files over Tor takes time: leave this page open until the answer appears.

form-send = Send
form-send-hint = Sending takes a moment. If no answer appears, press Send again: a repeat does no harm.

received-title = Received
received-message = We received your message ({ $characters ->
    [one] one character
   *[other] { $characters } characters
  }).
received-no-message = We received no message, only what is listed below.
received-files = { $count ->
    [one] We received one file:
   *[other] We received { $count } files:
  }
received-more-files = and { $count } more
received-no-files = No files came with it.
received-consent-background = The editors may use it for leads only.
received-consent-paraphrase = The editors may retell it in other words.
received-consent-quote = The editors may quote it.
received-defaults = You did not say how you know it or what the editors may do with it. It counts as: not stated, leads only.
received-sealed = It is encrypted. This server cannot read it any more.
received-no-reply = It came without a codename, so we cannot answer you. To tell us more, send another message.
received-follow-up = The editors see it together with what you sent before under this codename.
received-withdrawal-title = Withdrawn
received-withdrawal = Your withdrawal is on its way to the editors. What you sent must not be used any more. If something of it was already printed, they decide what to do, and nothing of you is made public.
received-next = You can close this page now. For more safety, close Tor Browser.
already-title = Already received
already-text = This was received before and is kept once. Nothing is missing and nothing was stored twice.

refused-title = Not received
refused-unsure-title = We cannot say
refused-nothing = Nothing was stored.
refused-again = Your text is below. Choose your files again, then send again.
refused-empty = There was neither a message nor a file.
refused-message-long = The message is longer than { $limit }. Make it shorter, or put it into a file.
refused-text-cut = Your text was far too long: only its beginning is below.
refused-file-large = A file is larger than { $limit }. Send it in parts, or a smaller version.
refused-files-many = There were more than { $limit } files. Send them in several goes, or as one archive.
refused-total-large = Everything together is larger than { $limit }. Send it in several goes.
refused-field = The field “{ $field }” came twice, or holds something that the form does not offer.
refused-text = A text was not valid UTF-8, or a file's name holds control characters. Rename the file and send again.
refused-malformed = What arrived was not a form that we understand. If you used a program of your own, send multipart/form-data.
refused-slow = The connection was too slow or stood still for too long.
refused-full = We cannot take anything in just now. Please try again in a few minutes; if it stays like this, in some hours.
refused-unsure = Something failed while your message was being stored: we cannot say whether it arrived. Send it again; a repeat does no harm.

refused-not-saved = The box “I have written it down” was not ticked. Without the codename nobody can read our answer to you.
refused-codename = The codename that came with this form is not one. Write down the one that is shown now.
refused-sign-in = This page was open for too long, or the server was started anew. Type your codename again. Your text is still here.
refused-busy = Too many people are here just now. Please try again in a minute.

signin-title = Read our answer: { $newsroom }
signin-promise = Nothing that you sent is shown here: only what the editors wrote to you. This server cannot read it without your codename, and forgets the codename at once.
signin-codename = Your codename
signin-codename-hint = Eight words, in the order in which you wrote them down. Capital letters, hyphens and numbering do not matter.
signin-send = Open
signin-send-hint = This takes a moment, always about the same.
signin-form = I have no codename: I want to send something for the first time
signin-refused-title = Not opened
signin-slip-length = A codename has eight words. These are { $found }.
signin-slip-word = Word { $place } is not one that a codename can have. Look at your paper: is it another word, or spelled in another way?
signin-slip-order = The words are right one by one, but they do not belong together: one of them is another, or two are swapped.
signin-expired = The page was open for too long, or the server was started anew. Type your codename again.
signin-unavailable = Our answers cannot be read just now. Please try again in a few minutes.
signin-malformed = Nothing arrived that we understand. Type your codename.

replies-title = Our answer: { $newsroom }
replies-heading = Reply { $number } of { $count }, written on { $day }
replies-heading-unreadable = Reply { $number } of { $count }
replies-unreadable = This reply cannot be opened. Ask the editors, below, to write it again.
replies-none = There is no reply here. Either the editors have not answered yet, or they do not know this codename: nobody here can tell which. Come back in some days.
replies-files = Files that came with it
replies-files-hint = Open them only on a computer that is safe. They are on your disk once you save them.
replies-next = Next reply
replies-first = Back to the first
replies-delete = Delete this reply
replies-delete-hint = It cannot be brought back.
replies-deleted = The reply is deleted.
replies-burnt = Everything that waited here for you is deleted.
replies-leave = When you are done, close Tor Browser.
visit-back = Back to our answers

followup-heading = Tell us more
followup-why = The editors see it together with what you sent before.
followup-title = Tell us more: { $newsroom }

takeback-heading = Take it back
takeback-withdraw = Withdraw what I sent
takeback-withdraw-hint = Binding for the editors: they must not use anything that you sent up to today. It cannot be taken back.
takeback-burn = Burn this mailbox
takeback-burn-hint = Deletes every reply that waits here. It withdraws nothing. It cannot be taken back.

notfound-title = Nothing here
notfound-text = There is no such page. The form is on the first page.
busy-title = Too busy
busy-text = Too many people are connected just now. Nothing was received. Please try again in a minute.

size-bytes = { $count ->
    [one] one byte
   *[other] { $count } bytes
  }
size-kib = { $count } KiB
size-mib = { $count } MiB
size-gib = { $count } GiB
