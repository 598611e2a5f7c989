/** The part of a spec that says what its messages consist of: keys, sizes, values, partitions and headers. */
@NullMarked
package klt.common.spec.message;

import org.jspecify.annotations.NullMarked;
