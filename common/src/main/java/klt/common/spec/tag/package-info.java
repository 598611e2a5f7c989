/** The tags of a run, by which lists of runs are filtered. */
@NullMarked
package klt.common.spec.tag;

import org.jspecify.annotations.NullMarked;
