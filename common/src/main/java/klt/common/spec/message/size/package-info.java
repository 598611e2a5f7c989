/** The sizes of values as a spec describes them, with their limits and average. */
@NullMarked
package klt.common.spec.message.size;

import org.jspecify.annotations.NullMarked;
