# How values look in messages and test names, and when two values are equal.

# A collection longer than this is cut, so that one message stays readable.
$script:ShownElements = 10

function Format-Value {
    param([object] $Value)

    if ($null -eq $Value) { return '$null' }
    if ($Value -is [bool]) { return '$' + $Value.ToString().ToLowerInvariant() }
    if ($Value -is [string]) { return $Value.Length -eq 0 ? '<empty>' : "'$Value'" }
    if ($Value -is [datetime]) { return $Value.ToString('o') }
    if ($Value -is [type]) { return "[$Value]" }
    if ($Value -is [scriptblock]) { return "{$Value}" }
    if ($Value -is [System.Collections.IDictionary]) {
        $entries = foreach ($key in $Value.Keys) { "$key=$(Format-Value $Value[$key])" }
        return '@{' + ((Sort-Text $entries) -join '; ') + '}'
    }
    if ($Value -is [System.Collections.ICollection]) {
        $items = [System.Collections.Generic.List[string]]::new()
        foreach ($element in $Value) {
            if ($items.Count -eq $script:ShownElements) {
                $items.Add("...$($Value.Count - $script:ShownElements) more")
                break
            }
            $items.Add((Format-Value $element))
        }
        return '@(' + ($items -join ', ') + ')'
    }
    [string]$Value
}

# "<name>" in a test's name shows text as it is; everything else as in a message.
function Format-TemplateValue {
    param([object] $Value)

    $Value -is [string] ? $Value : (Format-Value $Value)
}

function Format-Reason {
    param([string] $Because)

    $reason = $Because.Trim()
    if ($reason.Length -eq 0) { return '' }
    $reason = $reason -replace '^because\s+', ''
    " because $reason,"
}

function Sort-Text {
    param([string[]] $Text)

    $sorted = [string[]]@($Text)
    [array]::Sort($sorted, [System.StringComparer]::OrdinalIgnoreCase)
    , $sorted
}

# Arrays are equal element by element; a collection of one is equal to its element; null, @() and @($null) are equal.
function Test-Equal {
    param([object] $Actual, [object] $Expected, [bool] $CaseSensitive)

    $left = @($Actual)
    $right = @($Expected)
    $leftEmpty = $left.Count -eq 0 -or ($left.Count -eq 1 -and $null -eq $left[0])
    $rightEmpty = $right.Count -eq 0 -or ($right.Count -eq 1 -and $null -eq $right[0])
    if ($leftEmpty -or $rightEmpty) { return $leftEmpty -and $rightEmpty }
    if ($left.Count -ne $right.Count) { return $false }
    for ($i = 0; $i -lt $left.Count; $i++) {
        if (-not (Test-ElementEqual $left[$i] $right[$i] $CaseSensitive)) { return $false }
    }
    $true
}

function Test-ElementEqual {
    param([object] $Actual, [object] $Expected, [bool] $CaseSensitive)

    if ($Actual -is [array] -or $Expected -is [array]) { return Test-Equal $Actual $Expected $CaseSensitive }
    # The expected value stands on the left: its type decides how the two are compared.
    if ($CaseSensitive) { return [bool]($Expected -ceq $Actual) }
    [bool]($Expected -eq $Actual)
}

# The message for two strings: where they differ first, with a pointer.
function Format-StringDifference {
    param([string] $Actual, [string] $Expected, [bool] $CaseSensitive, [string] $Reason)

    $longest = [Math]::Max($Actual.Length, $Expected.Length)
    $at = 0
    while ($at -lt $longest -and $at -lt $Actual.Length -and $at -lt $Expected.Length -and
        ($CaseSensitive ? $Actual[$at] -ceq $Expected[$at] : $Actual[$at] -eq $Expected[$at])) { $at++ }
    $lengths = $Actual.Length -eq $Expected.Length `
        ? "String lengths are both $($Expected.Length)." `
        : "Expected length: $($Expected.Length)`nActual length:   $($Actual.Length)"
    $visible = @(foreach ($text in $Expected, $Actual) { Show-ControlCharacters $text })
    $pointer = (Show-ControlCharacters $Actual.Substring(0, [Math]::Min($at, $Actual.Length))).Length
    @(
        "Expected strings to be the same,$Reason but they were different."
        $lengths
        "Strings differ at index $at."
        "Expected: '$($visible[0])'"
        "But was:  '$($visible[1])'"
        (' ' * 11) + ('-' * $pointer) + '^'
    ) -join "`n"
}

# Control characters would break the message's lines; they show as their control pictures.
function Show-ControlCharacters {
    param([string] $Text)

    [regex]::Replace($Text, '[\x00-\x1f]', { param($match) [string][char](0x2400 + [int]$match.Value[0]) })
}
