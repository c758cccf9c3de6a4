# The operators of Should. Each takes the actual value, the expected one, whether -Not was given, the reason (" because ...,"
# or nothing) and the remaining options; it returns the message of its failure, or nothing when the assertion holds.

# These look at the piped values as one collection; the others are applied to each piped value.
$script:CollectionOperators = 'Be', 'BeExactly', 'BeNullOrEmpty', 'Contain', 'HaveCount'

$script:OperatorAliases = @{ EQ = 'Be'; CEQ = 'BeExactly'; HaveType = 'BeOfType'; GT = 'BeGreaterThan'; GE = 'BeGreaterOrEqual'; LT = 'BeLessThan'; LE = 'BeLessOrEqual' }

$script:Operators = @{
    Be                        = { param($Actual, $Expected, $Not, $Reason) Compare-Value $Actual $Expected $Not $Reason $false }
    BeExactly                 = { param($Actual, $Expected, $Not, $Reason) Compare-Value $Actual $Expected $Not $Reason $true }
    BeGreaterThan             = { param($Actual, $Expected, $Not, $Reason) Compare-Order $Actual $Expected ($Not ? 'less than or equal to' : 'greater than') $Reason }
    BeGreaterOrEqual          = { param($Actual, $Expected, $Not, $Reason) Compare-Order $Actual $Expected ($Not ? 'less than' : 'greater than or equal to') $Reason }
    BeLessThan                = { param($Actual, $Expected, $Not, $Reason) Compare-Order $Actual $Expected ($Not ? 'greater than or equal to' : 'less than') $Reason }
    BeLessOrEqual             = { param($Actual, $Expected, $Not, $Reason) Compare-Order $Actual $Expected ($Not ? 'greater than' : 'less than or equal to') $Reason }
    BeLike                    = { param($Actual, $Expected, $Not, $Reason) Compare-Pattern $Actual $Expected $Not $Reason ($Actual -like $Expected) 'like wildcard' '' }
    BeLikeExactly             = { param($Actual, $Expected, $Not, $Reason) Compare-Pattern $Actual $Expected $Not $Reason ($Actual -clike $Expected) 'case sensitive like wildcard' '' }
    Match                     = { param($Actual, $Expected, $Not, $Reason) Compare-Pattern $Actual $Expected $Not $Reason ($Actual -match $Expected) 'regular expression' '' }
    MatchExactly              = { param($Actual, $Expected, $Not, $Reason) Compare-Pattern $Actual $Expected $Not $Reason ($Actual -cmatch $Expected) 'regular expression' 'case sensitively ' }
    FileContentMatch          = { param($Actual, $Expected, $Not, $Reason, $Options) Compare-File $Actual $Expected $Not $Reason $Options 'IgnoreCase, Multiline' }
    FileContentMatchExactly   = { param($Actual, $Expected, $Not, $Reason, $Options) Compare-File $Actual $Expected $Not $Reason $Options 'Multiline' }

    BeTrue                    = {
        param($Actual, $Expected, $Not, $Reason)
        if ([bool]$Actual -eq $Not) { "Expected `$$($Not ? 'false' : 'true'),$Reason but got $(Format-Value $Actual)." }
    }
    BeFalse                   = {
        param($Actual, $Expected, $Not, $Reason)
        if ([bool]$Actual -ne $Not) { "Expected `$$($Not ? 'true' : 'false'),$Reason but got $(Format-Value $Actual)." }
    }
    BeNullOrEmpty             = {
        param($Actual, $Expected, $Not, $Reason)
        $values = @($Actual)
        $single = $values.Count -eq 1 ? $values[0] : $null
        $empty = $values.Count -eq 0 -or ($values.Count -eq 1 -and
            ($single -is [hashtable] ? $single.Count -eq 0 : [string]::IsNullOrEmpty($single)))
        if ($empty -eq $Not) {
            $Not ? "Expected a value,$Reason but got `$null or empty." : "Expected `$null or empty,$Reason but got $(Format-Value ($values.Count -eq 1 ? $single : $values))."
        }
    }
    BeIn                      = {
        param($Actual, $Expected, $Not, $Reason)
        if (($Expected -contains $Actual) -eq $Not) {
            "Expected collection $(Format-Value $Expected) to $($Not ? 'not ' : '')contain $(Format-Value $Actual),$Reason but it was $($Not ? '' : 'not ')found."
        }
    }
    Contain                   = {
        param($Actual, $Expected, $Not, $Reason)
        if (($Actual -contains $Expected) -eq $Not) {
            "Expected $(Format-Value $Expected) to $($Not ? 'not ' : '')be found in collection $(Format-Value $Actual),$Reason but it was $($Not ? '' : 'not ')found."
        }
    }
    HaveCount                 = {
        param($Actual, $Expected, $Not, $Reason)
        if ($Expected -lt 0) { throw [ArgumentException]::new('Expected collection size must be greater than or equal to 0.') }
        $count = @($Actual).Count
        if (($count -eq $Expected) -ne $Not) { return }
        $size = $Not ? "a collection with size different from $Expected" : "a collection with size $Expected"
        if ($Expected -eq 0) { $size = $Not ? 'a non-empty collection' : 'an empty collection' }
        $found = $count -eq 0 ? 'an empty collection' : $Not ? "collection with that size $(Format-Value $Actual)" : "collection with size $count $(Format-Value $Actual)"
        "Expected $size,$Reason but got $found."
    }
    BeOfType                  = {
        param($Actual, $Expected, $Not, $Reason)
        $type = Resolve-ExpectedType $Expected
        if (($Actual -is $type) -eq $Not) {
            $actualType = $null -eq $Actual ? '[null]' : (Format-Value $Actual.GetType())
            "Expected the value to $($Not ? 'not ' : '')have type $(Format-Value $type) or any of its subtypes,$Reason but got $(Format-Value $Actual) with type $actualType."
        }
    }
    Exist                     = {
        param($Actual, $Expected, $Not, $Reason, $Options)
        $exists = $Options.SessionState.InvokeProvider.Item.Exists([string]$Actual, $true, [bool]$Options.LiteralPath)
        if ($exists -eq $Not) { "Expected path $(Format-Value $Actual) to $($Not ? 'not ' : '')exist,$Reason but it did $($Not ? '' : 'not ')exist." }
    }
    HaveParameter             = {
        param($Actual, $Expected, $Not, $Reason, $Options)
        if ($Actual -isnot [System.Management.Automation.CommandInfo]) {
            throw [ArgumentException]::new('Input to -HaveParameter must be a command, as Get-Command gives it.')
        }
        $parameter = $Actual.Parameters[[string]$Expected]
        $faults = @(Get-ParameterFault $parameter $Options)
        if (($faults.Count -eq 0) -eq $Not) {
            $Not ? "Expected command $($Actual.Name) to not have a parameter $Expected,$Reason but it was found." : "Expected command $($Actual.Name) to have a parameter $Expected,$Reason but $($faults -join ' and ')."
        }
    }
    Throw                     = { param($Actual, $Expected, $Not, $Reason, $Options) Compare-Exception $Actual $Expected $Not $Reason $Options }
}

function Compare-Value {
    param($Actual, $Expected, $Not, $Reason, [bool] $CaseSensitive)

    $exactly = $CaseSensitive ? ' exactly' : ''
    if ((Test-Equal $Actual $Expected $CaseSensitive) -ne $Not) { return }
    if ($Not) { return "Expected $(Format-Value $Expected) to be different from the actual value,$Reason but got$exactly the same value." }
    # One piped value is a value, not a collection of one.
    $single = @($Actual).Count -eq 1 ? @($Actual)[0] : $Actual
    if ($single -is [string] -and $Expected -is [string]) { return Format-StringDifference $single $Expected $CaseSensitive $Reason }
    "Expected$exactly $(Format-Value $Expected),$Reason but got $(Format-Value $single)."
}

function Compare-Order {
    param($Actual, $Expected, [string] $Relation, $Reason)

    $holds = switch ($Relation) {
        'greater than' { $Actual -gt $Expected }
        'greater than or equal to' { $Actual -ge $Expected }
        'less than' { $Actual -lt $Expected }
        'less than or equal to' { $Actual -le $Expected }
    }
    if (-not $holds) { "Expected the actual value to be $Relation $(Format-Value $Expected),$Reason but got $(Format-Value $Actual)." }
}

function Compare-Pattern {
    param($Actual, $Expected, $Not, $Reason, [bool] $Matched, [string] $Kind, [string] $How)

    if ($Matched -ne $Not) { return }
    "Expected $Kind $(Format-Value $Expected) to $($Not ? 'not ' : '')${How}match $(Format-Value $Actual),$Reason but it did $($Not ? '' : 'not ')match."
}

# Each line is looked at by itself, as -match on the file's lines does.
function Compare-File {
    param($Actual, $Expected, $Not, $Reason, $Options, [System.Text.RegularExpressions.RegexOptions] $How)

    $path = $Options.SessionState.Path.GetUnresolvedProviderPathFromPSPath([string]$Actual)
    $matched = $false
    foreach ($line in [System.IO.File]::ReadLines($path)) {
        if ([regex]::IsMatch($line, $Expected, $How)) {
            $matched = $true
            break
        }
    }
    if ($matched -eq $Not) {
        "Expected $(Format-Value $Expected) to $($Not ? 'not ' : '')be found in file $(Format-Value $Actual),$Reason but it was $($Not ? '' : 'not ')found."
    }
}

function Resolve-ExpectedType {
    param($Expected)

    if ($Expected -is [type]) { return $Expected }
    $name = [string]$Expected -replace '^\[(.*)\]$', '$1'
    $type = $name -as [type]
    if ($null -eq $type) { throw [ArgumentException]::new("Could not find type [$name]. Make sure that the assembly that contains that type is loaded.") }
    $type
}

# What is wrong with a parameter, compared with what HaveParameter asks of it.
function Get-ParameterFault {
    param([System.Management.Automation.ParameterMetadata] $Parameter, $Options)

    if ($null -eq $Parameter) { return 'the parameter is missing' }
    if ($Options.ContainsKey('DefaultValue')) { throw [NotSupportedException]::new('Should -HaveParameter -DefaultValue needs Pester; the stand-in does not know it.') }
    if ($Options.ContainsKey('Type')) {
        $type = Resolve-ExpectedType $Options.Type
        if ($Parameter.ParameterType -ne $type) { "it is of type $(Format-Value $Parameter.ParameterType), not $(Format-Value $type)" }
    }
    if ($Options.Mandatory -and -not (Test-Any $Parameter.ParameterSets.Values { $args[0].IsMandatory })) { "it isn't mandatory" }
    foreach ($alias in @($Options.Alias)) {
        if ($null -ne $alias -and $Parameter.Aliases -notcontains $alias) { "it has no alias $alias" }
    }
    if ($Options.ContainsKey('InParameterSet') -and -not $Parameter.ParameterSets.ContainsKey($Options.InParameterSet) -and
        -not $Parameter.ParameterSets.ContainsKey('__AllParameterSets')) { "it is not part of the parameter set $($Options.InParameterSet)" }
    if ($Options.HasArgumentCompleter -and -not (Test-Any $Parameter.Attributes {
                $args[0] -is [ArgumentCompleter] -or $args[0] -is [ArgumentCompletions] -or
                $args[0] -is [System.Management.Automation.ArgumentCompleterFactoryAttribute]
            })) { 'it has no argument completer' }
}

function Test-Any {
    param($Items, [scriptblock] $Condition)

    foreach ($item in $Items) { if (& $Condition $item) { return $true } }
    $false
}

function Compare-Exception {
    param($Actual, $Expected, $Not, $Reason, $Options)

    if ($Actual -isnot [scriptblock]) {
        throw [ArgumentException]::new("Input is missing or not a ScriptBlock. Input to '-Throw' and '-Not -Throw' must be enclosed in curly braces.")
    }
    $caught = $null
    try {
        # A stray break or continue in the block ends this loop, not the runner's.
        do { $null = & $Actual } until ($true)
    }
    catch {
        $caught = $_
    }
    $Options.Caught = $caught
    $position = $null -eq $caught ? '' : ' ' + ($caught.InvocationInfo.PositionMessage -replace '^At ', 'from ')
    if ($Not) {
        if ($null -ne $caught) { "Expected no exception to be thrown,$Reason but an exception `"$($caught.Exception.Message)`" was thrown$position." }
        return
    }

    $wanted = [System.Collections.Generic.List[string]]::new()
    $faults = [System.Collections.Generic.List[string]]::new()
    if ($null -ne $Options.ExceptionType) {
        $type = Resolve-ExpectedType $Options.ExceptionType
        $wanted.Add("type $(Format-Value $type)")
        if ($null -ne $caught -and $caught.Exception -isnot $type) { $faults.Add("the exception type was $(Format-Value $caught.Exception.GetType())") }
    }
    if (-not [string]::IsNullOrWhiteSpace($Expected)) {
        $wanted.Add("message like $(Format-Value ([WildcardPattern]::Unescape($Expected)))")
        if ($null -ne $caught -and $caught.Exception.Message -notlike $Expected) { $faults.Add("the message was $(Format-Value $caught.Exception.Message)") }
    }
    if (-not [string]::IsNullOrWhiteSpace($Options.ErrorId)) {
        $wanted.Add("FullyQualifiedErrorId $(Format-Value $Options.ErrorId)")
        if ($null -ne $caught -and $caught.FullyQualifiedErrorId -notlike $Options.ErrorId) { $faults.Add("the FullyQualifiedErrorId was $(Format-Value $caught.FullyQualifiedErrorId)") }
    }
    if ($null -eq $caught) { $faults.Add('no exception was thrown') }
    if ($faults.Count -gt 0) {
        $filter = $wanted.Count -eq 0 ? '' : " with $($wanted -join ' and ')"
        "Expected an exception$filter to be thrown,$Reason but $($faults -join ' and ').$position"
    }
}
