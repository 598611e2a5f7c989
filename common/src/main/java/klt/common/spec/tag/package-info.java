/** A run's tags, by which lists of runs can be filtered. */
@NullMarked
package klt.common.spec.tag;

import org.jspecify.annotations.NullMarked;
