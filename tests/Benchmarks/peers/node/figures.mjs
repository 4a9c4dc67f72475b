/** The value below which that share of the samples lies; null without samples. */
export function percentile(samples, share) {
  if (samples.length === 0) return null;
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.floor(share * (sorted.length - 1))];
}

/** p50, p99 and the number of samples, in milliseconds. */
export const spread = samples => ({ p50: round(percentile(samples, 0.5)), p99: round(percentile(samples, 0.99)), samples: samples.length });

export const round = (value, digits = 1) => (value === null ? null : Number(value.toFixed(digits)));
