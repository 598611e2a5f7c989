/** Templates of values: text with functions, parsed and checked. */
@NullMarked
package klt.common.spec.message.template;

import org.jspecify.annotations.NullMarked;
