/** The tags of a run, which filter lists of runs. */
@NullMarked
package klt.common.spec.tag;

import org.jspecify.annotations.NullMarked;
