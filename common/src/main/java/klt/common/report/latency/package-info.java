/** The latencies in the documents of a run: percentiles and histograms. */
@NullMarked
package klt.common.report.latency;

import org.jspecify.annotations.NullMarked;
