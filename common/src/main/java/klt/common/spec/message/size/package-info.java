/** The value sizes in a spec, with their limits and average. */
@NullMarked
package klt.common.spec.message.size;

import org.jspecify.annotations.NullMarked;
