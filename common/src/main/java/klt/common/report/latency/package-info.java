/** The latencies in a run's documents: percentiles and histograms. */
@NullMarked
package klt.common.report.latency;

import org.jspecify.annotations.NullMarked;
