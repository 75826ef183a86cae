import type { Shape } from '../shape.ts'
import { fields, flag, isObject, link, listOf, number, oneOf, text, words } from '../shape.ts'

/** The parts that may be posted (contract 3): each element is an object with exactly one known key. */
export function messagePart(maxText: number): Shape {
  const kinds: Record<string, Shape> = {
    text: fields({ content: words(maxText) }),
    // An image that holds more than its URL was seen refused with IMAGE_EMPTY_CONTENT; messages.ts answers that.
    image: fields({ url: link }, { fileHash: text, name: text, contentType: text, content_type: text }),
    file: fields(
      {},
      {
        name: words(),
        url: link,
        file_size_in_bytes: number,
        content_type: text,
        contentType: text,
        fileHash: text,
        fileSource: oneOf('FRESHCHAT', 'FRESHBOTS'),
        file_extension: text,
      },
    ),
    video: fields({ url: link }, { content_type: text }),
    url_button: fields({ url: link }, { label: text, target: oneOf('_self', '_blank') }),
    quick_reply_button: fields(
      { label: words() },
      { custom_reply_text: text, payload: text, display_order: number, type: text },
    ),
    template_content: fields(
      { type: oneOf('carousel', 'carousel_card_default', 'quick_reply_dropdown') },
      { sections: listOf(fields({ name: words() }, { parts: listOf((value, at) => part(value, at)) })) },
    ),
    callback: fields({ label: words() }, { payload: text }),
    reference: fields({ reference_id: words() }, { label: text, placeholder_reference_id: text }),
    email: fields({ content: words() }, { subject: text }),
    collection: fields({ sub_parts: listOf((value, at) => part(value, at), { min: 1 }) }),
  }

  function part(value: unknown, at: string) {
    const keys = isObject(value) ? Object.keys(value) : []
    const [kind] = keys
    if (kind === undefined || keys.length !== 1) {
      return [{ at, what: 'must be an object with exactly one key, the kind of part', extra: false }]
    }
    const shape = kinds[kind]
    if (!shape) return [{ at: `${at}.${kind}`, what: 'is not a kind of part that can be posted', extra: false }]
    return shape((value as Record<string, unknown>)[kind], `${at}.${kind}`)
  }
  return part
}

/** Quick replies: collections of buttons, or a template (contract 3). */
export function replyPart(maxText: number): Shape {
  const part = messagePart(maxText)
  return (value, at) => {
    const kind = isObject(value) ? Object.keys(value)[0] : undefined
    if (kind !== 'collection' && kind !== 'template_content') {
      return [{ at, what: 'must be a collection or template_content', extra: false }]
    }
    return part(value, at)
  }
}

/** A posted message; `flag` fields are what clients were seen to send along. */
export function postedMessage(limits: { text: number; parts: number }, more: Record<string, Shape> = {}): Shape {
  return fields(
    {
      message_parts: listOf(messagePart(limits.text), { min: 1, max: limits.parts }),
      actor_type: oneOf('user', 'agent', 'bot', 'system'),
    },
    {
      actor_id: text,
      reply_parts: listOf(replyPart(limits.text), { max: limits.parts }),
      message_type: oneOf('normal', 'private'),
      user_id: text,
      channel_id: text,
      restrictResponse: flag,
      ...more,
    },
  )
}
