/** Parses and checks templates of values, which are texts with functions. */
@NullMarked
package klt.common.spec.message.template;

import org.jspecify.annotations.NullMarked;
