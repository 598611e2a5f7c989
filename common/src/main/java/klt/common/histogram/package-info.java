/** Latency histograms that are recorded, encoded, merged and summarised. */
@NullMarked
package klt.common.histogram;

import org.jspecify.annotations.NullMarked;
