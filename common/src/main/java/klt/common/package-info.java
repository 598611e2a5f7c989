/** The words that every part speaks. */
@NullMarked
package klt.common;

import org.jspecify.annotations.NullMarked;
