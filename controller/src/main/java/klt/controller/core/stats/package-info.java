/** The workers' reports of a run, aggregated. */
@NullMarked
package klt.controller.core.stats;

import org.jspecify.annotations.NullMarked;
