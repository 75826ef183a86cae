const thumb = 'M7 11v9H4v-9h3Zm0 0 4-7.5c1.6 0 2.6 1.1 2.3 2.7L12.7 9.5h5.2a2 2 0 0 1 2 2.4l-1.3 6.5a2 2 0 0 1-2 1.6H7'
const star = 'M12 3.4l2.65 5.37 5.93.86-4.29 4.18 1.01 5.9L12 16.93l-5.3 2.78 1.01-5.9-4.29-4.18 5.93-.86Z'

const paperclip =
  'M20 11.2l-8.1 8.1a5.2 5.2 0 0 1-7.4-7.4l8.5-8.5a3.5 3.5 0 0 1 5 5l-8.5 8.4a1.7 1.7 0 0 1-2.5-2.4l7.7-7.7'

export function Star({ on }: { on: boolean }) {
  return <Sign path={star} name={on ? 'star on' : 'star'} />
}

export function Thumb({ down }: { down: boolean }) {
  return <Sign path={thumb} name={down ? 'down' : 'up'} />
}

export function Paperclip() {
  return <Sign path={paperclip} name="clip" />
}

function Sign({ path, name }: { path: string; name: string }) {
  return (
    <svg class={`icon ${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
