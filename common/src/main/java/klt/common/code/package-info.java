/** Codes with arguments, and the one renderer of their texts. */
@NullMarked
package klt.common.code;

import org.jspecify.annotations.NullMarked;
