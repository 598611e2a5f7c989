/** Specs to start from. */
@NullMarked
package klt.common.spec.preset;

import org.jspecify.annotations.NullMarked;
