/** The consumer groups of a spec. */
@NullMarked
package klt.common.spec.consumers;

import org.jspecify.annotations.NullMarked;
