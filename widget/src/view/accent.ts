/** Black or white, whichever can be read on `color`: white wherever it reaches the 4.5 that WCAG asks for. */
export function readableOn(color: string): '#fff' | '#111' {
  const light = luminance(color)
  const white = 1.05 / (light + 0.05)
  const black = (light + 0.05) / (luminance('#111111') + 0.05)
  return white >= 4.5 || white >= black ? '#fff' : '#111'
}

function luminance(color: string): number {
  const hex = color.length === 4 ? color.replace(/[\da-f]/gi, '$&$&') : color
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
