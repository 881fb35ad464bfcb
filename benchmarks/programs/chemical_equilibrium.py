"""Ammonia in equilibrium: how the yield answers to pressure and temperature, through equations that nobody can solve.

Source: Smith, Van Ness & Abbott, Introduction to Chemical Engineering Thermodynamics, 2005, chapter 13.
"""

import explorer.core as T

pressure = T.dvector("pressure")  # in bar
kelvin = T.dvector("kelvin")
feed = T.dvector("feed")  # of nitrogen, hydrogen and ammonia

log_K = 2 * (5522.6 / kelvin - 12.58)  # of N2 + 3 H2 = 2 NH3, for both moles of ammonia


def imbalance(reacted):
    nitrogen, hydrogen, ammonia = feed[0] - reacted, feed[1] - 3 * reacted, feed[2] + 2 * reacted
    all_of_it = nitrogen + hydrogen + ammonia
    return (
        2 * T.log(ammonia) - T.log(nitrogen) - 3 * T.log(hydrogen) + 2 * T.log(all_of_it) - 2 * T.log(pressure) - log_K
    )


reacted = T.root(imbalance, T.full_like(pressure, 0.25))
share = (feed[2] + 2 * reacted) / (T.sum(feed) - 2 * reacted)

by_pressure = T.jacobian(share, pressure)
by_kelvin = T.Rop(share, kelvin, T.ones_like(kelvin))
by_feed = T.jacobian(share, feed)
bend = T.Rop(by_kelvin, kelvin, T.ones_like(kelvin))

f = T.function([pressure, kelvin, feed], [share, by_pressure, by_kelvin, by_feed, bend])

for value in f([50.0, 150.0, 300.0], [650.0, 700.0, 750.0], [1.2, 3.0, 0.01]):
    print(value)
