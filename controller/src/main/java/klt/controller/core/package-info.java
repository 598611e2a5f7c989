/** What the controller decides: pure, driven by events, with commands as its only effect. */
@NullMarked
package klt.controller.core;

import org.jspecify.annotations.NullMarked;
