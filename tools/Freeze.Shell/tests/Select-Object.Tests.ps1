BeforeAll {
    $rows = 1..6 | ForEach-Object { [pscustomobject]@{ A = $_; B = "b$_"; C = $_ % 2; L = @(1..$_); N = $null } }
}

Describe 'Select-Object' {
    Context 'which objects' {
        It 'takes <Name>' -ForEach @(
            @{ Name = 'the first'; Options = @{ First = 2 }; Expected = 1, 2 }
            @{ Name = 'the last'; Options = @{ Last = 2 }; Expected = 5, 6 }
            @{ Name = 'the first after some'; Options = @{ First = 2; Skip = 1 }; Expected = 2, 3 }
            @{ Name = 'the last before some'; Options = @{ Last = 2; Skip = 1 }; Expected = 4, 5 }
            @{ Name = 'what is left of the last'; Options = @{ Last = 2; Skip = 5 }; Expected = 1 }
            @{ Name = 'first and last'; Options = @{ First = 1; Last = 2 }; Expected = 1, 5, 6 }
            @{ Name = 'first and last after some'; Options = @{ First = 1; Last = 2; Skip = 2 }; Expected = 3, 5, 6 }
            @{ Name = 'each object once'; Options = @{ First = 9; Last = 9 }; Expected = 1, 2, 3, 4, 5, 6 }
            @{ Name = 'none of the first'; Options = @{ First = 0 }; Expected = @() }
            @{ Name = 'none of the last'; Options = @{ Last = 0 }; Expected = @() }
            @{ Name = 'all after some'; Options = @{ Skip = 4 }; Expected = 5, 6 }
            @{ Name = 'nothing behind the end'; Options = @{ Skip = 9 }; Expected = @() }
            @{ Name = 'all but the last'; Options = @{ SkipLast = 4 }; Expected = 1, 2 }
            @{ Name = 'a part in the middle'; Options = @{ Skip = 1; SkipLast = 3 }; Expected = 2, 3 }
            @{ Name = 'places, in the order of the input'; Options = @{ Index = 5, 0, 2, 2 }; Expected = 1, 3, 6 }
            @{ Name = 'no place behind the end'; Options = @{ Index = 7 }; Expected = @() }
            @{ Name = 'all but some places'; Options = @{ SkipIndex = 0, 2, 4 }; Expected = 2, 4, 6 }
        ) {
            (1..6 | Select-Object @Options) | Should -Be $Expected
        }

        It 'ends the commands upstream once it has <Options>' -ForEach @(
            @{ Options = @{ First = 2 }; Expected = 2 }
            @{ Options = @{ First = 2; Skip = 1 }; Expected = 3 }
            @{ Options = @{ Index = 4 }; Expected = 5 }
            @{ Options = @{ First = 2; Wait = $true }; Expected = 9 }
            @{ Options = @{ Last = 2 }; Expected = 9 }
        ) {
            $seen = @{ Count = 0 }
            $null = 1..9 | ForEach-Object { $seen.Count++; $_ } | Select-Object @Options
            $seen.Count | Should -Be $Expected
        }

        It 'lets the commands downstream end' {
            (1..9 | Select-Object -First 3 | Measure-Object -Sum).Sum | Should -Be 6
        }

        It 'refuses a negative number' {
            { 1 | Select-Object -First -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,Microsoft.PowerShell.Commands.SelectObjectCommand'
        }

        It 'refuses -First beside -SkipLast' {
            { 1 | Select-Object -First 1 -SkipLast 1 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        }
    }

    Context 'which properties' {
        It 'takes properties by name, in the order of the names' {
            ($rows | Select-Object B, A -First 1).psobject.Properties.Name | Should -Be 'B', 'A'
        }

        It 'takes properties by pattern' {
            ($rows[0] | Select-Object [A-C]).psobject.Properties.Name | Should -Be 'A', 'B', 'C'
        }

        It 'adds an empty property where there is none of the name' {
            $result = $rows[0] | Select-Object A, Missing, M*
            $result.psobject.Properties.Name | Should -Be 'A', 'Missing'
            $result.Missing | Should -Be $null
        }

        It 'leaves properties out' {
            ($rows[0] | Select-Object * -ExcludeProperty B, L, N).psobject.Properties.Name | Should -Be 'A', 'C'
            ($rows[0] | Select-Object -ExcludeProperty [BLN]).psobject.Properties.Name | Should -Be 'A', 'C'
        }

        It 'computes a property that <Key> names' -ForEach @{ Key = 'Name' }, @{ Key = 'n' }, @{ Key = 'Label' }, @{ Key = 'l' } {
            ($rows[2] | Select-Object @{ $Key = 'Twice'; Expression = { $_.A * 2 } }).Twice | Should -Be 6
        }

        It 'names a computed property by its text' {
            ($rows[2] | Select-Object { $_.A + 1 }).' $_.A + 1 ' | Should -Be 4
        }

        It 'renames a property' {
            ($rows[2] | Select-Object @{ n = 'X'; e = 'B' }).X | Should -Be 'b3'
        }

        It 'takes an expression that fails for an empty value' {
            $result = $rows[0] | Select-Object A, @{ n = 'X'; e = { throw 'no' } }
            $result.X | Should -Be $null
            $result.A | Should -Be 1
        }

        It 'names the type after the input' {
            ($rows[0] | Select-Object A).pstypenames[0] | Should -Be 'Selected.System.Management.Automation.PSCustomObject'
            ('x' | Select-Object Length).pstypenames[0] | Should -Be 'Selected.System.String'
        }

        It 'does not touch the input' {
            $row = [pscustomobject]@{ A = 1; B = 2 }
            $null = $row | Select-Object A, @{ n = 'X'; e = { 1 } }
            $row.psobject.Properties.Name | Should -Be 'A', 'B'
        }

        It 'reads the keys of a table' {
            (@{ a = 1; b = 2 } | Select-Object a).a | Should -Be 1
            (@{ a = 1; b = 2 } | Select-Object Count).Count | Should -Be 2
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'an unknown key'; Property = @{ x = 1 }; Id = 'DictionaryKeyIllegal' }
            @{ Name = 'a table without expression'; Property = @{ n = 'x' }; Id = 'DictionaryKeyMandatoryEntry' }
            @{ Name = 'a key twice'; Property = @{ e = 'A'; ex = 'B' }; Id = 'DictionaryKeyDuplicate' }
            @{ Name = 'a name that is no text'; Property = @{ n = 5; e = 'A' }; Id = 'DictionaryKeyIllegalValue2' }
            @{ Name = 'a name that is null'; Property = @{ n = $null; e = 'A' }; Id = 'DictionaryKeyMissingValue' }
            @{ Name = 'a key that is no text'; Property = @{ 5 = 'A' }; Id = 'DictionaryKeyNonString' }
            @{ Name = 'a number'; Property = 5; Id = 'DictionaryKeyUnknownType' }
            @{ Name = 'an empty text'; Property = ''; Id = 'ExpressionEmptyString2' }
        ) {
            { $rows | Select-Object $Property } | Should -Throw -ErrorId "$Id,Microsoft.PowerShell.Commands.SelectObjectCommand"
        }

        It 'refuses one name for several properties' {
            { $rows[0] | Select-Object @{ n = 'x'; e = '*' } -ErrorAction Stop } | Should -Throw 'Cannot rename multiple results.' -ErrorId 'RenamingMultipleResults,*'
        }

        It 'keeps the first of two properties of a name' {
            $result = $rows[0] | Select-Object A, @{ n = 'a'; e = { 5 } } -ErrorAction SilentlyContinue -ErrorVariable problem
            $result.A | Should -Be 1
            $problem[0].FullyQualifiedErrorId | Should -Be 'AlreadyExistingUserSpecifiedPropertyNoExpand,Microsoft.PowerShell.Commands.SelectObjectCommand'
        }
    }

    Context '-ExpandProperty' {
        It 'hands on the values' {
            $rows | Select-Object -ExpandProperty B -First 2 | Should -Be 'b1', 'b2'
        }

        It 'hands on the elements of collections' {
            $rows[0..2] | Select-Object -ExpandProperty L | Should -Be 1, 1, 2, 1, 2, 3
        }

        It 'hands on nothing for null' {
            @($rows | Select-Object -ExpandProperty N).Count | Should -Be 0
        }

        It 'adds properties to what it hands on' {
            $result = $rows[2] | Select-Object A -ExpandProperty L
            $result | Should -Be 1, 2, 3
            $result.A | Should -Be 3, 3, 3
        }

        It 'leaves the values as they were' {
            $version = [version]'1.2'
            $result = [pscustomobject]@{ V = $version; Q = 1 } | Select-Object Q -ExpandProperty V
            $result.Q | Should -Be 1
            $version.Q | Should -Be $null
        }

        It 'adds no property that is there' {
            { $rows[0] | Select-Object Length -ExpandProperty B -ErrorAction Stop } |
                Should -Throw -ErrorId 'AlreadyExistingUserSpecifiedPropertyExpand,Microsoft.PowerShell.Commands.SelectObjectCommand'
        }

        It 'fails where <Name>' -ForEach @(
            @{ Name = 'there is no such property'; Pattern = 'nope'; Id = 'ExpandPropertyNotFound' }
            @{ Name = 'there are several'; Pattern = '*'; Id = 'MutlipleExpandProperties' }
        ) {
            { $rows[0] | Select-Object -ExpandProperty $Pattern -ErrorAction Stop } | Should -Throw -ErrorId "$Id,Microsoft.PowerShell.Commands.SelectObjectCommand"
        }
    }

    Context '-Unique' {
        It 'leaves out what came before' {
            2, 1, 2, 3, 1 | Select-Object -Unique | Should -Be 2, 1, 3
        }

        It 'heeds case unless told otherwise' {
            'a', 'A', 'b' | Select-Object -Unique | Should -BeExactly 'a', 'A', 'b'
            'a', 'A', 'b' | Select-Object -Unique -CaseInsensitive | Should -BeExactly 'a', 'b'
        }

        It 'compares the chosen properties' {
            ($rows | Select-Object C -Unique).C | Should -Be 1, 0
        }

        It 'looks at the first ones alone where they are asked for' {
            1, 1, 2 | Select-Object -Unique -First 2 | Should -Be 1
        }
    }

    It 'hands on nothing for nothing' {
        @($null | Select-Object A).Count | Should -Be 0
        @(Select-Object A).Count | Should -Be 0
    }
}
