/** Parses and checks value templates, which are text with functions. */
@NullMarked
package klt.common.spec.message.template;

import org.jspecify.annotations.NullMarked;
