"""Engine: what things cost. Pure, standard library only; knows no room.

The convention, in one place. All amounts are 万元 (10,000 yuan), before tax, for the whole project whoever pays.

1. Year index `t = year - first`, `first` being the earliest year of any row. All flows of a calendar year count as one
   flow at its end; the value date is the end of the first year, so index 0 is not discounted.
2. An investment row is `-amount_wan` in its `year`.
3. First operating year = the smallest `from_year` of the revenue rows; last = that + `term_years` - 1, for all rows.
4. A revenue row is `+amount_wan * (1 + growth_pct/100)^k` in `from_year + k`, up to its `to_year` or the last operating
   year; a cost row likewise with a minus. No residual value; interest and loan repayment are not costs. Of a revenue
   row without an amount it is quantity × unit price (元) ÷ 10,000, unrounded.
5. NPV is the sum of `flow_t / (1 + discount_rate_pct/100)^t`; the IRR is the rate that makes it zero.
6. Payback is counted from the value date and so includes building time.
7. Rounded once, at the end, half to even, to two decimals.

What is built on these (`outlook`) never changes them:

8. A loan is the rows with source `loan`, drawn in their year. Interest is due on the opening balance, from the year after
   the drawing on; it is paid, not capitalised. Repaid over `loan_years` from the first operating year (what is drawn
   later: from its own year) by `repayment`; a loan that outlasts the operation prolongs the flow.
9. Amounts include VAT: VAT due = revenue × vat / (100 + vat), no input credit. Income tax on each year's positive profit:
   revenue - VAT - cost - interest - depreciation, which is the whole investment in equal parts over `term_years`.
10. `residual_wan` comes in the last operating year, untaxed, in figures after financing only.
11. After financing, the project pays in what is not borrowed; social capital alone pays in neither loan nor public money.
12. DSCR = (revenue - cost - VAT - income tax) / (interest + principal), in each year from the first operating year on in
    which something is due.

Amounts are `Decimal` in and out; `float` appears only inside the search for the IRR.
"""

from marketplace.finance import missing
from marketplace.finance.derived import Figures, figures, figures_of, parts_of
from marketplace.finance.outlook import Outlook, outlook, outlook_of

__all__ = ["Figures", "Outlook", "figures", "figures_of", "missing", "outlook", "outlook_of", "parts_of"]
