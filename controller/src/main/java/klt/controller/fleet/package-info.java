/** What runs the workers: seen, and told how many there should be. */
@NullMarked
package klt.controller.fleet;

import org.jspecify.annotations.NullMarked;
