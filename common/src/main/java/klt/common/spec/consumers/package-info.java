/** A spec's consumer groups. */
@NullMarked
package klt.common.spec.consumers;

import org.jspecify.annotations.NullMarked;
