"""Numbers in sums that stand in a picture."""


def rounded(value: float, form: str) -> float:
    """What a reader sees of a number that is written in this form: 4.9 of 4.896 in “.2g”.

    What is worked out from it adds up as it is written.
    """
    return float(f"{value:{form}}")
