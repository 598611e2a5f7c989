/** Topic names, and the client and topic properties that a spec may set. */
@NullMarked
package klt.common.spec.client;

import org.jspecify.annotations.NullMarked;
