/** Time sources: the local ticker and the broker's clock as measured from here. */
@NullMarked
package klt.common.clock;

import org.jspecify.annotations.NullMarked;
