# ConvertTo-Json and ConvertFrom-Json.

Describe 'ConvertTo-Json' {
    It 'indents by two spaces' {
        $text = ConvertTo-Json ([ordered]@{ a = 1; b = @(1, 'x'); c = @{ d = $null }; e = @(); f = @{} })
        $text -split '\r?\n' | Should -BeExactly '{', '  "a": 1,', '  "b": [',
        '    1,', '    "x"', '  ],', '  "c": {', '    "d": null', '  },', '  "e": [],', '  "f": {}', '}'
    }

    It 'writes <Name> as <Json>' -ForEach @(
        @{ Name = 'nothing'; Value = $null; Json = 'null' }
        @{ Name = 'true'; Value = $true; Json = 'true' }
        @{ Name = 'an integer'; Value = 5; Json = '5' }
        @{ Name = 'a whole real number'; Value = 1.0; Json = '1.0' }
        @{ Name = 'a decimal'; Value = 1.50d; Json = '1.50' }
        @{ Name = 'a large number'; Value = 1e21; Json = '1E+21' }
        @{ Name = 'no number'; Value = [double]::NaN; Json = '"NaN"' }
        @{ Name = 'a large integer'; Value = [bigint]::Parse('123456789012345678901234567890'); Json = '123456789012345678901234567890' }
        @{ Name = 'a character'; Value = [char] 'x'; Json = '"x"' }
        @{ Name = 'a date'; Value = [datetime]::new(2020, 1, 2, 3, 4, 5, 120); Json = '"2020-01-02T03:04:05.12"' }
        @{ Name = 'a date in UTC'; Value = [datetime]::new(2020, 1, 2, 3, 4, 5, [System.DateTimeKind]::Utc); Json = '"2020-01-02T03:04:05Z"' }
        @{ Name = 'a date with an offset'; Value = [datetimeoffset] '2020-01-02T03:04:05+02:00'; Json = '"2020-01-02T03:04:05+02:00"' }
        @{ Name = 'a GUID'; Value = [guid]::Empty; Json = '"00000000-0000-0000-0000-000000000000"' }
        @{ Name = 'an address'; Value = [uri] 'http://a/b c'; Json = '"http://a/b c"' }
        @{ Name = 'an enumeration value'; Value = [System.DayOfWeek]::Monday; Json = '1' }
        @{ Name = 'a nested array'; Value = @(1, @(2, 3)); Json = '[1,[2,3]]' }
        @{ Name = 'a list'; Value = [System.Collections.Generic.List[int]] (1, 2); Json = '[1,2]' }
        @{ Name = 'bytes'; Value = [byte[]] (1, 2); Json = '[1,2]' }
        @{ Name = 'an object'; Value = [pscustomobject] @{ a = 1; b = 'x' }; Json = '{"a":1,"b":"x"}' }
        @{ Name = 'an object without properties'; Value = [pscustomobject] @{}; Json = '{}' }
        @{ Name = 'a version'; Value = [version] '1.2'; Json = '{"Major":1,"Minor":2,"Build":-1,"Revision":-1,"MajorRevision":-1,"MinorRevision":-1}' }
    ) {
        ConvertTo-Json $Value -Compress | Should -BeExactly $Json
    }

    It 'escapes what JSON and JavaScript cannot hold' {
        ConvertTo-Json "q`"\/`b`f`n`r`t`u{1}`u{85}`u{2028}é<'" | Should -BeExactly '"q\"\\/\b\f\n\r\t\u0001\u0085\u2028é<''"'
        ConvertTo-Json "é<>&'`"" -EscapeHandling EscapeHtml | Should -BeExactly '"é\u003c\u003e\u0026\u0027\u0022"'
        ConvertTo-Json "é<" -EscapeHandling EscapeNonAscii | Should -BeExactly '"\u00e9<"'
    }

    It 'makes one array of several objects, and of one under -AsArray' {
        # Numbers of their own: what Compare-Object and others attach to a small number stays with it for the session.
        71, 72 | ConvertTo-Json -Compress | Should -BeExactly '[71,72]'
        71 | ConvertTo-Json -Compress | Should -BeExactly '71'
        71 | ConvertTo-Json -Compress -AsArray | Should -BeExactly '[71]'
        ConvertTo-Json @(71) -Compress | Should -BeExactly '[71]'
        @() | ConvertTo-Json | Should -BeNullOrEmpty
    }

    It 'names enumeration values under -EnumsAsStrings' {
        ConvertTo-Json @{ a = [System.DayOfWeek]::Friday } -Compress -EnumsAsStrings | Should -BeExactly '{"a":"Friday"}'
        ConvertTo-Json ([System.IO.FileAttributes] 'Hidden, System') -EnumsAsStrings | Should -BeExactly '"Hidden, System"'
    }

    It 'cuts off below the depth, and warns once' {
        $tree = [ordered]@{ a = @{ b = @{ c = @{ d = 1 } } }; z = @{ y = @{ x = [pscustomobject] @{ w = 1 } } } }
        $text = ConvertTo-Json $tree -Compress -WarningVariable warnings -WarningAction SilentlyContinue
        $text | Should -BeExactly '{"a":{"b":{"c":"System.Collections.Hashtable"}},"z":{"y":{"x":"@{w=1}"}}}'
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -Be 'Resulting JSON is truncated as serialization has exceeded the set depth of 2.'
        ConvertTo-Json $tree -Compress -Depth 3 -WarningVariable warnings | Should -BeExactly '{"a":{"b":{"c":{"d":1}}},"z":{"y":{"x":{"w":1}}}}'
        $warnings | Should -HaveCount 0
    }

    It 'writes properties that were added to an object' {
        5 | Add-Member unit m -PassThru | ConvertTo-Json -Compress | Should -BeExactly '{"value":5,"unit":"m"}'
        @{ a = 1 } | Add-Member b 2 -PassThru | ConvertTo-Json -Compress | Should -BeExactly '{"a":1,"b":2}'
        'x' | Add-Member b 2 -PassThru | ConvertTo-Json -Compress | Should -BeExactly '"x"'
    }

    It 'takes a property that cannot be read for empty' {
        $object = [pscustomobject] @{ a = 1 }
        $object.psobject.Properties.Add([psscriptproperty]::new('bad', { throw 'x' }))
        ConvertTo-Json $object -Compress | Should -BeExactly '{"a":1,"bad":null}'
    }

    It 'refuses keys that are no texts' {
        { ConvertTo-Json @{ 1 = 2 } } | Should -Throw -ErrorId 'NonStringKeyInDictionary,Microsoft.PowerShell.Commands.ConvertToJsonCommand'
        { ConvertTo-Json 1 -Depth 101 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'ConvertFrom-Json' {
    It 'reads <Json> as <Type>' -ForEach @(
        @{ Json = '1'; Type = 'long'; Value = 1 }
        @{ Json = '-0'; Type = 'long'; Value = 0 }
        @{ Json = '9223372036854775808'; Type = 'bigint'; Value = [bigint]::Parse('9223372036854775808') }
        @{ Json = '1.0'; Type = 'double'; Value = 1 }
        @{ Json = '1e3'; Type = 'double'; Value = 1000 }
        @{ Json = 'true'; Type = 'bool'; Value = $true }
        @{ Json = '"\u00e9\n"'; Type = 'string'; Value = "é`n" }
        @{ Json = '"2020-01-02"'; Type = 'string'; Value = '2020-01-02' }
        @{ Json = '"2020-13-02T03:04:05"'; Type = 'string'; Value = '2020-13-02T03:04:05' }
    ) {
        $read = ConvertFrom-Json $Json
        $read | Should -BeOfType $Type
        $read | Should -Be $Value
    }

    It 'reads objects in the order of the text' {
        $read = '{"b":1,"a":{"c":[1,{"d":null}]},"empty":[]}' | ConvertFrom-Json
        $read | Should -BeOfType System.Management.Automation.PSCustomObject
        $read.psobject.Properties.Name | Should -Be 'b', 'a', 'empty'
        $read.a.c[1].d | Should -Be $null
        $read.a.c.GetType().Name | Should -Be 'Object[]'
        $read.empty.Count | Should -Be 0
    }

    It 'reads ordered tables with case under -AsHashtable' {
        $read = '{"b":{"x":1},"A":2,"a":3,"":4}' | ConvertFrom-Json -AsHashtable
        $read.GetType().FullName | Should -Be 'System.Management.Automation.OrderedHashtable'
        ($read.Keys -join ' ') | Should -BeExactly 'b A a '
        $read['a'] | Should -Be 3
        $read['A'] | Should -Be 2
        $read.b.x | Should -Be 1
    }

    It 'reads a date as <Kind>' -ForEach @(
        @{ Kind = 'Default'; Text = '2020-01-02T03:04:05'; Read = '2020-01-02T03:04:05.0000000' }
        @{ Kind = 'Default'; Text = '2020-01-02T03:04:05.5Z'; Read = '2020-01-02T03:04:05.5000000Z' }
        @{ Kind = 'Utc'; Text = '2020-01-02T03:04:05+02:00'; Read = '2020-01-02T01:04:05.0000000Z' }
        @{ Kind = 'Utc'; Text = '2020-01-02T03:04:05'; Read = '2020-01-02T03:04:05.0000000Z' }
        @{ Kind = 'Utc'; Text = '/Date(1000)/'; Read = '1970-01-01T00:00:01.0000000Z' }
        @{ Kind = 'Offset'; Text = '2020-01-02T03:04:05-02:30'; Read = '2020-01-02T03:04:05.0000000-02:30' }
    ) {
        (ConvertFrom-Json "`"$Text`"" -DateKind $Kind).ToString('o') | Should -BeExactly $Read
    }

    It 'turns dates into local ones, or leaves them alone' {
        $read = ConvertFrom-Json '"2020-01-02T03:04:05Z"' -DateKind Local
        $read.Kind | Should -Be 'Local'
        $read | Should -Be ([datetime]::new(2020, 1, 2, 3, 4, 5, [System.DateTimeKind]::Utc).ToLocalTime())
        (ConvertFrom-Json '"2020-01-02T03:04:05+02:00"').Kind | Should -Be 'Local'
        ConvertFrom-Json '"2020-01-02T03:04:05Z"' -DateKind String | Should -BeExactly '2020-01-02T03:04:05Z'
    }

    It 'emits the items of an array, or the array under -NoEnumerate' {
        @('[1,2]' | ConvertFrom-Json | ForEach-Object { "<$_>" }) | Should -Be '<1>', '<2>'
        @('[1,2]' | ConvertFrom-Json -NoEnumerate | ForEach-Object { "<$_>" }) | Should -Be '<1 2>'
        @(ConvertFrom-Json '[]').Count | Should -Be 0
        @(ConvertFrom-Json '[]' -NoEnumerate)[0].GetType().Name | Should -Be 'Object[]'
    }

    It 'takes texts that come one by one for lines, unless the first is whole' {
        ('{"a":', '1}' | ConvertFrom-Json).a | Should -Be 1
        ('{"a":1}', '{"a":2}' | ConvertFrom-Json).a | Should -Be 1, 2
    }

    It 'passes over comments and a comma too much' {
        (ConvertFrom-Json "// first`n{ `"a`": 1 /* second */, }").a | Should -Be 1
        ConvertFrom-Json '[1,2,]' | Should -Be 1, 2
        ConvertFrom-Json '' | Should -Be $null
    }

    It 'keeps the last of several values under one name' {
        (ConvertFrom-Json '{"a":1,"a":2}').a | Should -Be 2
    }

    It 'refuses <Json>' -ForEach @(
        @{ Json = '{"a"'; Id = 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand' }
        @{ Json = 'nope'; Id = 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand' }
        @{ Json = '{"a":1} x'; Id = 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand' }
        @{ Json = '{"a":1,"A":2}'; Id = 'KeysWithDifferentCasingInJsonString,Microsoft.PowerShell.Commands.ConvertFromJsonCommand' }
        @{ Json = '{"":1}'; Id = 'EmptyKeyInJsonString,Microsoft.PowerShell.Commands.ConvertFromJsonCommand' }
    ) {
        { ConvertFrom-Json $Json } | Should -Throw -ErrorId $Id
    }

    It 'refuses what is nested too deeply' {
        { ConvertFrom-Json '[[1]]' -Depth 1 } | Should -Throw 'Conversion from JSON failed*'
        ConvertFrom-Json '[1]' -Depth 1 | Should -Be 1
        { ConvertFrom-Json '[1]' -Depth 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'reads back what ConvertTo-Json has written' {
        $value = [ordered]@{ name = 'layer "1"'; rate = 0.1; epochs = 5; frozen = $true; sizes = @(1, 2); nested = @{ none = $null } }
        $text = ConvertTo-Json $value
        ConvertTo-Json (ConvertFrom-Json $text) | Should -BeExactly $text
    }
}
