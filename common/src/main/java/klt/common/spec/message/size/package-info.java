/** The sizes of values: what a spec says of them, and their limits and average. */
@NullMarked
package klt.common.spec.message.size;

import org.jspecify.annotations.NullMarked;
