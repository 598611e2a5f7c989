@NullMarked
package klt.common.report.latency;

import org.jspecify.annotations.NullMarked;
