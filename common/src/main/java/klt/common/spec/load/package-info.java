/** How much a run sends, how fast and for how long: the load of a spec. */
@NullMarked
package klt.common.spec.load;

import org.jspecify.annotations.NullMarked;
