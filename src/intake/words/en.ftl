# Every word that a source reads. One message an idea; no message is put
# together from pieces, so that a translation can say it in its own order.

language-tag = en
direction = ltr

form-title = Tell { $newsroom }
form-promise = What you send is encrypted before it is stored. This server cannot read it again. Only the editors of { $newsroom } can, on a computer without a network.
form-safety = Use Tor Browser, set to its safest level. Do not use a computer or phone of your employer, or its network.
form-identity = We do not ask who you are. Do not write your name unless you want the editors to know it. Files can carry names and places inside them that you cannot see.

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
received-no-reply = We cannot answer you through this page. To tell us more, send another message.
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
