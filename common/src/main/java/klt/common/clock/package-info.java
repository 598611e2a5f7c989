/** Time sources: the local ticker, and the broker's clock as measured locally. */
@NullMarked
package klt.common.clock;

import org.jspecify.annotations.NullMarked;
