/** Limits of a spec. */
@NullMarked
package klt.common.spec.limit;

import org.jspecify.annotations.NullMarked;
