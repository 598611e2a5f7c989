/** A spec's load: how much a run sends, how fast and for how long. */
@NullMarked
package klt.common.spec.load;

import org.jspecify.annotations.NullMarked;
