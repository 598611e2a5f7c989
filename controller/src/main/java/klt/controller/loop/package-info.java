/** The event loop: the core, what surrounds it, and the thread that owns both. */
@NullMarked
package klt.controller.loop;

import org.jspecify.annotations.NullMarked;
