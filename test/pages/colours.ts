/** How bright a colour is, as the WCAG has it. */
export function luminance(colour: string): number {
  const [r, g, b] = partsOf(colour).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Red, green and blue from 0 to 1: browsers say `rgb(255, 0, 0)`, and `color(srgb 1 0 0)` of what they have mixed. */
function partsOf(colour: string): number[] {
  const parts = colour.match(/[\d.]+/g)!.map(Number).slice(0, 3);
  return colour.startsWith('color(') ? parts : parts.map(part => part / 255);
}
