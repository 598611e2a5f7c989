/** Records, encodes, merges and summarises latency histograms. */
@NullMarked
package klt.common.histogram;

import org.jspecify.annotations.NullMarked;
