/** Codes with arguments, and the renderer of their texts. */
@NullMarked
package klt.common.code;

import org.jspecify.annotations.NullMarked;
