/** A run's tags, which filter lists of runs. */
@NullMarked
package klt.common.spec.tag;

import org.jspecify.annotations.NullMarked;
