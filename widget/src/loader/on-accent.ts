/** Below it white can be read on a colour, above it black: the app's own bound (view/accent.ts), so that nothing changes when it comes. */
const bright = 0.19163

/** `#rgb` or `#rrggbb` → the colour of what stands on it. */
export function onAccent(color: string): '#fff' | '#111' {
  const hex = color.length === 4 ? color.replace(/[\da-f]/gi, '$&$&') : color
  const light = [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const part = Number.parseInt(hex.slice(at * 2 + 1, at * 2 + 3), 16) / 255
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  }, 0)
  return light <= bright ? '#fff' : '#111'
}
