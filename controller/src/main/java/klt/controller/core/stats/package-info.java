/** Statistics of a run, which are aggregated from the workers' reports. */
@NullMarked
package klt.controller.core.stats;

import org.jspecify.annotations.NullMarked;
