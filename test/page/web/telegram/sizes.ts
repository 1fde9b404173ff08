const KILO = 1024;
const units = ['B', 'KB', 'MB', 'GB'] as const;

/** `900 B`, `12.3 KB` */
export function sizeText(bytes: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(KILO))));
  const value = bytes / KILO ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
}
