/** The part of a spec that determines message contents: keys, sizes, values, partitions and headers. */
@NullMarked
package klt.common.spec.message;

import org.jspecify.annotations.NullMarked;
