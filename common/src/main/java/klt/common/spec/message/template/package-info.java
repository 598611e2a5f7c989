/** Parses and checks value templates, which are texts with functions. */
@NullMarked
package klt.common.spec.message.template;

import org.jspecify.annotations.NullMarked;
