import type { ComponentChildren } from 'preact'
import { type Block, type Inline, parseMarkdown } from './markdown.ts'

/** Text of a bot or an agent. A visitor's is `Plain`, whatever it holds. */
export function Markdown({ text }: { text: string }) {
  return <>{parseMarkdown(text).map((block, at) => renderBlock(block, at))}</>
}

export function Plain({ text }: { text: string }) {
  return (
    <p class="plain" dir="auto">
      {text}
    </p>
  )
}

export function Link({ url, name, children }: { url: string; name?: string; children: ComponentChildren }) {
  return (
    <a class={name} dir={name ? 'auto' : undefined} href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

function renderBlock(block: Block, key: number) {
  if (block.kind === 'list') {
    const items = block.items.map((item, at) => <li key={at}>{item.map(renderInline)}</li>)
    return block.ordered ? (
      <ol key={key} dir="auto" start={block.start}>
        {items}
      </ol>
    ) : (
      <ul key={key} dir="auto">
        {items}
      </ul>
    )
  }
  return (
    <p key={key} dir="auto">
      {block.lines.map((line, at) => [at > 0 && <br key={`br${at}`} />, ...line.map(renderInline)])}
    </p>
  )
}

function renderInline(node: Inline, key: number): ComponentChildren {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'code':
      return <code key={key}>{node.text}</code>
    case 'bold':
      return <strong key={key}>{node.inside.map(renderInline)}</strong>
    case 'italic':
      return <em key={key}>{node.inside.map(renderInline)}</em>
    case 'link':
      return (
        <Link key={key} url={node.url}>
          {node.inside.map(renderInline)}
        </Link>
      )
  }
}
